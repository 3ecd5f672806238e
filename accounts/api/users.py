"""People, for those who may see them."""

from __future__ import annotations

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import serializers
from accounts.api.input import read
from accounts.api.permissions import InPerson, allows
from accounts.domain.policy import Action
from accounts.enums import Role, UserState
from accounts.selectors import access
from accounts.selectors import users as user_selectors
from accounts.services import user_changes
from stocksteward.core import clock


class UserFilter(django_filters.FilterSet):
    """What a list of people may be narrowed by."""

    role = django_filters.ChoiceFilter(choices=Role.choices)
    state = django_filters.ChoiceFilter(choices=UserState.choices)
    search = django_filters.CharFilter(field_name="email", lookup_expr="icontains", max_length=100)


class UserList(ListAPIView[Any]):
    """The people whom one may see."""

    permission_classes = (IsAuthenticated, allows(Action.VIEW_USERS))
    serializer_class = serializers.UserShape
    filterset_class = UserFilter

    def get_queryset(self) -> Any:
        """Everybody, or oneself: as the role reaches."""
        return user_selectors.list_users_for(viewer=self.request.user)  # type: ignore[arg-type]


class UserDetail(APIView):
    """One person."""

    permission_classes = (IsAuthenticated, allows(Action.VIEW_USERS))

    def get_permissions(self) -> list[Any]:
        """Changing people is done in person, not with an API key."""
        return [*super().get_permissions(), *([] if self.request.method == "GET" else [InPerson()])]

    @extend_schema(responses={200: serializers.UserShape})
    def get(self, request: Request, user_id: int) -> Response:
        """Return one person."""
        return Response(serializers.UserShape(user_selectors.get_user_for(viewer=request.user, user_id=user_id)).data)  # type: ignore[arg-type]

    @extend_schema(request=serializers.UserChanges, responses={200: serializers.UserShape})
    def put(self, request: Request, user_id: int) -> Response:
        """Change name, role, state or the permission to trade; what is left out stays."""
        self._require_editor(request, user_id)
        changes = read(request, serializers.UserChanges, partial=True)
        user_changes.apply_changes(user_id=user_id, changes=changes, reason=changes.pop("reason", ""), at=clock.now())
        return self.get(request, user_id)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, user_id: int) -> Response:
        """Deactivate: nobody is ever deleted."""
        self._require_editor(request, user_id)
        user_changes.apply_changes(user_id=user_id, changes={"state": UserState.DEACTIVATED}, reason="", at=clock.now())
        return Response(status=204)

    @staticmethod
    def _require_editor(request: Request, user_id: int) -> None:
        """Whom one may not see is not there; whom one may see, one may still not change."""
        user_selectors.get_user_for(viewer=request.user, user_id=user_id)  # type: ignore[arg-type]
        access.require(user=request.user, action=Action.EDIT_USERS, owner_id=user_id)

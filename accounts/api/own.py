"""What a person does with their own account through the REST interface."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.tokens import Token

from accounts.api import serializers
from accounts.api.idempotency import idempotent, idempotent_secret
from accounts.api.input import read
from accounts.api.permissions import InPerson
from accounts.domain import audit_context
from accounts.enums import SessionEnd
from accounts.selectors import api_keys as key_selectors
from accounts.selectors import notifications as notification_selectors
from accounts.selectors import sessions as session_selectors
from accounts.selectors import users as user_selectors
from accounts.services import api_keys, attempts, passwords, preferences, sessions, users
from stocksteward.core import clock

CHECK_YOUR_MAIL = "Check your mail: if the address can be used, a link is on its way."


class Register(APIView):
    """Make an account."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(request=serializers.Registration, responses={202: serializers.Sentence})
    @idempotent
    def post(self, request: Request) -> Response:
        """Register; a known address is answered like a new one."""
        fields = read(request, serializers.Registration)
        _slow_down("register")
        users.register_user(**fields, at=clock.now())
        return Response({"message": CHECK_YOUR_MAIL}, status=202)


class VerifyEmail(APIView):
    """Prove the address."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(request=serializers.VerificationToken, responses={200: serializers.Sentence})
    @idempotent
    def post(self, request: Request) -> Response:
        """Use the token of a mailed link, once."""
        users.verify_email(read(request, serializers.VerificationToken)["token"], at=clock.now())
        return Response({"message": "Your e-mail address is verified: sign in."})


class PasswordReset(APIView):
    """Ask for a link with which a new password is set."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(request=serializers.EmailAddress, responses={202: serializers.Sentence})
    @idempotent
    def post(self, request: Request) -> Response:
        """Mail the link; an unknown address is answered like a known one."""
        email = read(request, serializers.EmailAddress)["email"]
        _slow_down("password_reset")
        passwords.request_reset(email=email)
        return Response({"message": CHECK_YOUR_MAIL}, status=202)


class PasswordResetConfirm(APIView):
    """Set a new password."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(request=serializers.NewPassword, responses={200: serializers.Sentence})
    @idempotent
    def post(self, request: Request) -> Response:
        """Use the parts of a mailed link, once; every session ends."""
        fields = read(request, serializers.NewPassword)
        passwords.reset_password(**fields, at=clock.now())
        return Response({"message": "Your new password is set: sign in."})


class PasswordChange(APIView):
    """Change the password."""

    permission_classes = (IsAuthenticated, InPerson)

    @extend_schema(request=serializers.PasswordChange, responses={200: serializers.Sentence})
    def post(self, request: Request) -> Response:
        """Change it; every session ends, this one too."""
        fields = read(request, serializers.PasswordChange)
        passwords.change_password(
            user_id=_user_id(request), current=fields["current_password"], password=fields["password"], at=clock.now(), session_id=None
        )
        return Response({"message": "Your password is changed: sign in again."})


class Me(APIView):
    """The person who asks."""

    def get_permissions(self) -> list[Any]:
        """Thresholds are changed in person: a key must not lift its own limits."""
        return [*super().get_permissions(), *([] if self.request.method == "GET" else [InPerson()])]

    @extend_schema(responses={200: serializers.OwnUserShape})
    def get(self, request: Request) -> Response:
        """Return user and preferences."""
        return Response(serializers.OwnUserShape(user_selectors.get_user_with_preferences(user_id=_user_id(request))).data)

    @extend_schema(request=serializers.OwnUserChanges, responses={200: serializers.OwnUserShape})
    def put(self, request: Request) -> Response:
        """Change name and preferences; what is left out stays."""
        fields = read(request, serializers.OwnUserChanges, partial=True)
        if "full_name" in fields:
            users.change_name(user_id=_user_id(request), full_name=fields["full_name"])
        preferences.change_preferences(user_id=_user_id(request), changes=dict(fields.get("preferences", {})))
        return self.get(request)


class SessionList(ListAPIView[Any]):
    """The person's sign-ins."""

    permission_classes = (IsAuthenticated, InPerson)
    serializer_class = serializers.SessionShape
    filter_backends = ()

    def get_queryset(self) -> Any:
        """The person's own, unended."""
        return session_selectors.list_sessions_of(user_id=_user_id(self.request))

    @extend_schema(responses={200: serializers.Sentence})
    def delete(self, request: Request) -> Response:
        """End every session but the one that asks."""
        count = sessions.end_all_sessions(
            user_id=_user_id(request), reason=SessionEnd.ENDED_BY_PERSON, at=clock.now(), but_not=_session_id(request)
        )
        return Response({"message": f"{count} sessions ended."})


class SessionDetail(APIView):
    """One sign-in."""

    permission_classes = (IsAuthenticated, InPerson)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, session_id: uuid.UUID) -> Response:
        """End it."""
        sessions.end_session(user_id=_user_id(request), session_id=session_id, reason=SessionEnd.ENDED_BY_PERSON, at=clock.now())
        return Response(status=204)


class ApiKeyList(ListAPIView[Any]):
    """The person's API keys."""

    permission_classes = (IsAuthenticated, InPerson)
    serializer_class = serializers.ApiKeyShape
    filter_backends = ()

    def get_queryset(self) -> Any:
        """The person's own, unrevoked."""
        return key_selectors.list_keys_of(user_id=_user_id(self.request))

    @extend_schema(request=serializers.ApiKeyWish, responses={201: serializers.NewApiKeyShape})
    @idempotent_secret
    def post(self, request: Request) -> Response:
        """Make a key; the answer is the only place where it is shown."""
        new = api_keys.create_key(user_id=_user_id(request), at=clock.now(), **read(request, serializers.ApiKeyWish))
        return Response({"id": str(new.facts.id), "name": new.facts.name, "scope": new.facts.scope, "key": new.secret}, status=201)


class ApiKeyDetail(APIView):
    """One API key."""

    permission_classes = (IsAuthenticated, InPerson)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, key_id: uuid.UUID) -> Response:
        """Revoke it."""
        api_keys.revoke_key(user_id=_user_id(request), key_id=key_id, at=clock.now())
        return Response(status=204)


class NotificationList(ListAPIView[Any]):
    """The person's notices, newest first."""

    serializer_class = serializers.NotificationShape
    filter_backends = ()

    def get_queryset(self) -> Any:
        """The person's own."""
        return notification_selectors.list_notifications_of(user_id=_user_id(self.request))


def _user_id(request: Request) -> int:
    return int(request.user.pk or 0)


def _session_id(request: Request) -> uuid.UUID | None:
    text = request.auth["sid"] if isinstance(request.auth, Token) else request.session.get("user_session_id")
    return uuid.UUID(str(text)) if text else None


def _slow_down(name: str) -> None:
    at, address = clock.now(), audit_context.current().address
    attempts.check(name=name, address=address, at=at)
    attempts.count(name=name, address=address, at=at)

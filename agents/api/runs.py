"""REST: runs of the pipeline, to be read."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.permissions import allows
from accounts.domain.policy import Action
from agents.api.serializers import RunOutput
from agents.domain.facts import run_as_json
from agents.enums import RunStatus
from agents.selectors.runs import get_run_for, list_runs_for, no_runs


class RunFilter(filters.FilterSet):
    """By status, trade, symbol and person."""

    status = filters.ChoiceFilter(choices=RunStatus.choices)
    trade_id = filters.NumberFilter(field_name="trade_id", min_value=1, max_value=2**63 - 1)
    user_id = filters.NumberFilter(field_name="user_id", min_value=1, max_value=2**63 - 1)
    symbol = filters.CharFilter(field_name="instrument__symbol", lookup_expr="iexact", max_length=32)


class RunList(ListAPIView):
    """Runs that the asker may see, latest first."""

    permission_classes = [allows(Action.VIEW_TRADES)]
    serializer_class = RunOutput
    filterset_class = RunFilter

    def get_queryset(self) -> Any:
        """Return the asker's runs, or everybody's for roles that see all."""
        if getattr(self, "swagger_fake_view", False):
            return no_runs()
        return list_runs_for(user=self.request.user)


class RunDetail(APIView):
    """One run."""

    permission_classes = [allows(Action.VIEW_TRADES)]

    @extend_schema(responses=RunOutput)
    def get(self, request: Request, run_id: str) -> Response:
        """Return the run with its seven steps."""
        return Response(run_as_json(get_run_for(user=request.user, run_id=run_id)))

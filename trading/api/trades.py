"""REST: looking at trades and calling them off. Asking for one is served by the agents, who mount these views beside theirs."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.idempotency import idempotent
from accounts.api.input import read
from accounts.api.permissions import allows
from accounts.domain.policy import Action
from stocksteward.core import clock
from trading.api.filters import TradeFilter
from trading.api.shapes import CancelIn, TradeNotesIn, TradeOutput
from trading.selectors import trades
from trading.services import trades as trade_services

__all__ = ["TradeCancel", "TradeDetail", "TradeList", "TradeOfUser", "TradeOutput"]


class TradeList(ListAPIView):
    """The trades that the person may see, newest first."""

    permission_classes = (allows(Action.VIEW_TRADES),)
    serializer_class = TradeOutput
    filterset_class = TradeFilter

    def get_queryset(self) -> Any:
        """What is within reach."""
        if getattr(self, "swagger_fake_view", False):
            return trades.no_trades()
        return trades.list_trades_for(user=self.request.user)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Serve one page, with one look at the quotes for all of it."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        context = {"profits": trades.profits_of(trades=page, at=clock.now())}
        return self.get_paginated_response(TradeOutput(page, many=True, context=context).data)


class TradeOfUser(TradeList):
    """The trades of one person."""

    def get_queryset(self) -> Any:
        """That person's, if they are within reach."""
        if getattr(self, "swagger_fake_view", False):
            return trades.no_trades()
        return trades.list_trades_of(user=self.request.user, owner_id=self.kwargs["user_id"])


class TradeDetail(APIView):
    """One trade."""

    def get_permissions(self) -> list[BasePermission]:
        """Whoever sees trades may look; only administrators set its words right."""
        return [allows(Action.CONFIGURE if self.request.method == "PUT" else Action.VIEW_TRADES)()]

    @extend_schema(responses=TradeOutput)
    def get(self, request: Request, trade_id: int) -> Response:
        """The trade."""
        return Response(TradeOutput(trades.get_trade_row_for(user=request.user, trade_id=trade_id)).data)

    @extend_schema(request=TradeNotesIn, responses=TradeOutput)
    def put(self, request: Request, trade_id: int) -> Response:
        """Set the words about a trade right, with a reason that the audit log keeps; nothing else about it can be changed."""
        values = read(request, TradeNotesIn)
        trade_services.correct_notes(user=request.user, trade_id=trade_id, at=clock.now(), **values)
        return Response(TradeOutput(trades.get_trade_row_for(user=request.user, trade_id=trade_id)).data)


class TradeCancel(APIView):
    """Calling a trade off."""

    permission_classes = (allows(Action.TRADE),)

    @extend_schema(request=CancelIn, responses=TradeOutput)
    @idempotent
    def post(self, request: Request, trade_id: int) -> Response:
        """Cancel at once what was not sent; of what was sent, the open rest as soon as the broker says so."""
        reason = read(request, CancelIn)["reason"]
        facts = trade_services.cancel_trade(user=request.user, trade_id=trade_id, reason=reason, at=clock.now())
        return Response(TradeOutput(facts).data)

"""REST: asking for trades, which starts the agents; looking at them and calling them off are the trading app's views."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.idempotency import HEADER, idempotent
from accounts.api.permissions import allows
from accounts.domain.policy import Action
from agents.api.prefer import seconds_to_wait
from agents.api.serializers import SeededOutput, TradeInput
from agents.services.asking import Ticket, ask_trade, place_paper_order
from agents.services.seeding import seed_all
from agents.services.waiting import WAIT_SECONDS_MAX, wait_for_outcome
from stocksteward.core import clock
from stocksteward.core.errors import BadInput
from stocksteward.core.models import new_id
from trading.api.trades import TradeList, TradeOutput
from trading.selectors.trades import get_trade

ORDERS_PER_USER = 3
_PREFER = OpenApiParameter(
    "Prefer", str, OpenApiParameter.HEADER, description="wait=N: 201 with the outcome if it is known within N (at most 10) seconds"
)
_KEY = OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description="The same key with the same body acts once and is answered alike")
_ORDERS_PER_USER = OpenApiParameter("orders_per_user", int, description=f"From 1 to 20, by default {ORDERS_PER_USER}")


class Trades(TradeList):
    """The trades that the person may see, newest first; asking for one."""

    def get_permissions(self) -> list[BasePermission]:
        """Whoever sees trades may look, whoever trades may ask."""
        return [allows(Action.TRADE if self.request.method == "POST" else Action.VIEW_TRADES)()]

    @extend_schema(request=TradeInput, responses={201: TradeOutput, 202: TradeOutput}, parameters=[_PREFER, _KEY])
    @idempotent
    def post(self, request: Request) -> Response:
        """Ask for a trade and have the agents work on it: 202 with the trade and its run, 201 once the outcome is known."""
        trade, run_id = ask_trade(user=request.user, ticket=_ticket(request), at=clock.now())
        seconds = seconds_to_wait(request.headers.get("Prefer"), maximum=WAIT_SECONDS_MAX)
        is_known = bool(run_id) and seconds > 0 and wait_for_outcome(run_id=run_id, seconds=seconds)
        if seconds:
            trade = get_trade(trade_id=trade.id)
        answer = Response(TradeOutput(trade).data, status=status.HTTP_201_CREATED if is_known else status.HTTP_202_ACCEPTED)
        if seconds:
            answer["Preference-Applied"] = f"wait={seconds}"
        return answer


class PaperOrder(APIView):
    """A person's own order on paper."""

    permission_classes = (allows(Action.TRADE),)

    @extend_schema(request=TradeInput, responses={201: TradeOutput}, parameters=[_KEY])
    @idempotent
    def post(self, request: Request) -> Response:
        """Place an order on paper without asking the agents: same gate, same approvals. The same client_order_id acts once."""
        trade = place_paper_order(user=request.user, ticket=_ticket(request), at=clock.now())
        return Response(TradeOutput(trade).data, status=status.HTTP_201_CREATED)


class SeedAll(APIView):
    """Orders for the demo desk to show."""

    permission_classes = (allows(Action.SEED_DEMO),)

    @extend_schema(request=None, responses={201: SeededOutput}, parameters=[_ORDERS_PER_USER, _KEY])
    @idempotent
    def post(self, request: Request) -> Response:
        """Place small paper buys in every demo portfolio, marked as seed and left out of performance and audit reports."""
        seeded = seed_all(by=request.user, orders_per_user=_orders_per_user(request), at=clock.now())
        return Response(SeededOutput(asdict(seeded)).data, status=status.HTTP_201_CREATED)


def _ticket(request: Request) -> Ticket:
    given = TradeInput(data=request.data)
    given.is_valid(raise_exception=True)
    return given.ticket(client_order_id=_client_order_id(request))


def _client_order_id(request: Request) -> str:
    """Return an id for a body that has none: the same Idempotency-Key gives the same, no key a fresh one."""
    key = request.headers.get(HEADER)
    return f"key-{hashlib.sha256(key.encode()).hexdigest()[:48]}" if key else new_id().hex


def _orders_per_user(request: Request) -> int:
    text: Any = request.query_params.get("orders_per_user", str(ORDERS_PER_USER))
    if not (text.isascii() and text.isdecimal() and len(text) < 4):
        raise BadInput("orders_per_user", "Write a whole number.")
    return int(text)

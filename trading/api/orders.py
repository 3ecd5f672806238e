"""REST: orders of one's own, what they would cost, how they stand."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.idempotency import idempotent
from accounts.api.input import read
from accounts.api.permissions import allows
from accounts.domain.policy import Action
from market.selectors.instruments import get_instrument
from portfolio.domain.facts import PortfolioFacts
from portfolio.selectors.portfolios import get_portfolio_for
from stocksteward.core import clock
from stocksteward.core.errors import BadInput
from stocksteward.core.models import new_id
from trading.api.filters import OrderFilter
from trading.api.shapes import CancelIn, OrderDetailOut, OrderIn, OrderOut, PreviewOut, SubmittedOut, TradeOutput
from trading.domain.order_terms import OrderTerms, check_terms
from trading.enums import OrderType, Product, Side
from trading.selectors import orders
from trading.services import orders as order_services
from trading.services import submissions


class OrderList(ListAPIView):
    """Orders, newest first; placing one."""

    serializer_class = OrderOut
    filterset_class = OrderFilter

    def get_permissions(self) -> list[BasePermission]:
        """Whoever sees trades may look, whoever trades may place."""
        return [allows(Action.VIEW_TRADES if self.request.method in {"GET", "HEAD", "OPTIONS"} else Action.TRADE)()]

    def get_queryset(self) -> Any:
        """What is within reach."""
        if getattr(self, "swagger_fake_view", False):
            return orders.no_orders()
        return orders.list_orders_for(user=self.request.user)

    @extend_schema(request=OrderIn, responses={201: SubmittedOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """Place an order of one's own, without the agents: same gate, same approvals. The same client_order_id acts once."""
        values = read(request, OrderIn)
        portfolio, terms = wish_of(user=request.user, values=values)
        trade = submissions.submit_trade(
            user_id=portfolio.user_id,
            portfolio_id=portfolio.id,
            terms=terms,
            client_order_id=values.get("client_order_id") or new_id().hex,
            at=clock.now(),
        )
        order = orders.find_order_of_trade(trade_id=trade.id)
        row = None if order is None else orders.get_order_row_for(user=request.user, order_id=order.id)
        body = {"trade": TradeOutput(trade).data, "order": None if row is None else OrderDetailOut(row).data}
        return Response(body, status=status.HTTP_201_CREATED)


class OrderPreview(APIView):
    """What an order would cost."""

    permission_classes = (allows(Action.TRADE),)

    @extend_schema(request=OrderIn, responses=PreviewOut)
    def post(self, request: Request) -> Response:
        """Charges, required cash and every reason of the gate; nothing is stored."""
        portfolio, terms = wish_of(user=request.user, values=read(request, OrderIn))
        preview = order_services.preview(user_id=portfolio.user_id, portfolio_id=portfolio.id, terms=terms, at=clock.now())
        return Response(PreviewOut(preview).data)


class OrderDetail(APIView):
    """One order."""

    permission_classes = (allows(Action.VIEW_TRADES),)

    @extend_schema(responses=OrderDetailOut)
    def get(self, request: Request, order_id: int) -> Response:
        """The order with its events and fills."""
        return Response(OrderDetailOut(orders.get_order_row_for(user=request.user, order_id=order_id)).data)


class OrderCancel(APIView):
    """Cancelling an order."""

    permission_classes = (allows(Action.TRADE),)

    @extend_schema(request=CancelIn, responses=OrderDetailOut)
    @idempotent
    def post(self, request: Request, order_id: int) -> Response:
        """Cancel the open rest; what was filled stays filled."""
        reason = read(request, CancelIn)["reason"]
        order_services.cancel_order(user=request.user, order_id=order_id, reason=reason, at=clock.now())
        return Response(OrderDetailOut(orders.get_order_row_for(user=request.user, order_id=order_id)).data)


def wish_of(*, user: Any, values: dict[str, Any]) -> tuple[PortfolioFacts, OrderTerms]:
    """Return the portfolio to trade on and the terms, from the checked fields of a request.

    :raises NotFound: if the portfolio is not there or not the person's to trade on.
    :raises BadInput: if a term breaks a rule of the exchange; it names the field.
    """
    portfolio = get_portfolio_for(user=user, portfolio_id=values["portfolio_id"], action=Action.TRADE)
    instrument = get_instrument(symbol=values["symbol"], exchange=values["exchange"])
    terms = OrderTerms(
        instrument_id=instrument.id,
        side=Side(values["action"]),
        quantity=values["quantity"],
        order_type=OrderType(values["order_type"]),
        limit_price=values["limit_price"],
        product=Product(values["product"]),
        symbol=instrument.symbol,
    )
    for field, sentence in check_terms(terms, instrument):
        raise BadInput(field, sentence)
    return portfolio, terms

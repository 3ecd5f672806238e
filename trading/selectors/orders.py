"""Questions about orders, with who may ask them."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.domain.policy import Action
from accounts.selectors import access
from stocksteward.core.errors import NotFound
from trading.domain import order_states
from trading.domain.facts import OrderFacts
from trading.models.fill import Fill
from trading.models.order import Order, OrderEvent
from trading.selectors.facts import facts_of_order, is_id


def list_orders_for(*, user: Any) -> QuerySet[Order]:
    """Return the orders that this person may see, newest first.

    :raises NotAllowed: if the role may see none.
    """
    owner_id = access.owner_scope(user=user, action=Action.VIEW_TRADES)
    orders = Order.objects.select_related("instrument").order_by("-id")
    return orders if owner_id is None else orders.filter(user_id=owner_id)


def get_order_row_for(*, user: Any, order_id: int) -> Order:
    """Return one order as a row, with its events and fills.

    :raises NotFound: if there is none or it is out of reach; the two are answered alike.
    """
    if not is_id(order_id):
        raise NotFound
    order = (
        list_orders_for(user=user)
        .prefetch_related(
            Prefetch("events", queryset=OrderEvent.objects.order_by("number")), Prefetch("fills", queryset=Fill.objects.order_by("id"))
        )
        .filter(pk=order_id)
        .first()
    )
    if order is None:
        raise NotFound
    return order


def get_order_for(*, user: Any, order_id: int) -> OrderFacts:
    """Return one order as facts.

    :raises NotFound: if there is none or it is out of reach; the two are answered alike.
    """
    order = list_orders_for(user=user).filter(pk=order_id).first() if is_id(order_id) else None
    if order is None:
        raise NotFound
    return facts_of_order(order)


def get_order(*, order_id: int) -> OrderFacts:
    """Return one order as facts, for services that have checked the asker.

    :raises NotFound: if there is none.
    """
    order = Order.objects.select_related("instrument").filter(pk=order_id).first()
    if order is None:
        raise NotFound
    return facts_of_order(order)


def find_order_of_trade(*, trade_id: int) -> OrderFacts | None:
    """Return the latest order of a trade, or None."""
    order = Order.objects.select_related("instrument").filter(trade_id=trade_id).order_by("-position").first()
    return None if order is None else facts_of_order(order)


def list_fills_of(*, trade_id: int) -> QuerySet[Fill]:
    """Return the fills of a trade in the order in which they were recorded."""
    return Fill.objects.filter(order__trade_id=trade_id).order_by("id")


def count_open_orders(*, user_id: int) -> int:
    """Return how many of a person's orders are still at work."""
    return Order.objects.filter(user_id=user_id, status__in=[str(status) for status in order_states.LIVE]).count()


def no_orders() -> QuerySet[Order]:
    """Return nothing, for the tool that describes the interface without anybody asking."""
    return Order.objects.none()

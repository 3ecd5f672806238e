"""Locking an order in the one order of locks, and ending it: the hold's rest goes back, the trade gets its outcome."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from portfolio.services import holds
from trading.domain import order_states, trade_states
from trading.enums import OrderStatus, TradeStatus
from trading.models.order import Order
from trading.models.trade import Trade
from trading.services import lifecycle

NOT_PLACED = "NOT_PLACED"
_FIRST_WORDS = {
    OrderStatus.DENIED: "Denied",
    OrderStatus.REJECTED: "Rejected by the broker",
    OrderStatus.CANCELLED: "Cancelled",
    OrderStatus.EXPIRED: "Expired",
}


# Locks are taken with no_key=True throughout: a row inserted elsewhere that refers to a locked row must not have to wait for
# it at its COMMIT, where PostgreSQL looks at foreign keys; it may by then hold what the owner of the lock waits for.


def lock_trade(*, trade_id: int) -> Trade:
    """Lock the portfolio's row, then the trade's, as every writing service does, and return the trade as it is now."""
    lock_portfolio_of(trade_id=trade_id)
    return Trade.objects.select_for_update(of=("self",), no_key=True).select_related("instrument").get(pk=trade_id)


def lock_order(*, order_id: int) -> tuple[Order, Trade]:
    """Lock portfolio, order and trade, in this order and before anything is written, and return what they are now."""
    _lock_portfolio(Q(orders=order_id))
    order = Order.objects.select_for_update(of=("self",), no_key=True).select_related("instrument").get(pk=order_id)
    trade = Trade.objects.select_for_update(of=("self",), no_key=True).select_related("instrument").get(pk=order.trade_id)
    return order, trade


def lock_portfolio_of(*, trade_id: int) -> None:
    """Lock the row of the trade's portfolio until the transaction ends."""
    _lock_portfolio(Q(pk=trade_id))


def _lock_portfolio(of_trade: Q) -> None:
    rows = Trade.objects.select_for_update(of=("portfolio",), no_key=True).select_related("portfolio").only("portfolio__id")
    list(rows.filter(of_trade).order_by())


def finish_order(*, order: Order, trade: Trade, to: OrderStatus, at: datetime, reason: str = "", code: str = "", **changes: Any) -> None:
    """End a locked order: move it, give back what is left of its hold, give the trade its outcome."""
    lifecycle.move_order(order=order, to=to, at=at, reason=reason, **changes)
    if order.has_hold:
        holds.release_hold(reference=order.hold_reference, at=at)
    settle_trade(order=order, trade=trade, at=at, reason=reason, code=code)


def settle_trade(*, order: Order, trade: Trade, at: datetime, reason: str = "", code: str = "") -> None:
    """Give the trade the outcome that its ended order means; one that has it already keeps it."""
    status = OrderStatus(order.status)
    outcome = TradeStatus.FAILED if code == NOT_PLACED else trade_states.OUTCOME[status]
    if outcome not in trade_states.NEXT[TradeStatus(trade.status)]:
        return
    words = ": ".join(part for part in (_FIRST_WORDS.get(status, ""), reason or order.status_reason) if part)
    lifecycle.try_move_trade(trade=trade, to=outcome, at=at, reason=words, code=code or status.value)


@transaction.atomic
def settle_again(*, order_id: int, at: datetime) -> None:
    """Give a trade the outcome of its ended order, should anything have come between."""
    order, trade = lock_order(order_id=order_id)
    if order.status in order_states.FINISHED:
        settle_trade(order=order, trade=trade, at=at)

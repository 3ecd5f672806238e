"""What a socket gets first: the latest trades and orders of a person, the questions that wait for an approver, the halts."""

from __future__ import annotations

from typing import Any

from trading.selectors.approvals import list_waiting_for
from trading.selectors.facts import (
    approval_message,
    facts_of_approval,
    facts_of_order,
    facts_of_trade,
    order_message,
    trade_message,
)
from trading.selectors.halts import active_halts
from trading.selectors.orders import list_orders_for
from trading.selectors.trades import list_trades_of


def snapshot_of_orders(*, user: Any, owner_id: int, limit: int) -> dict[str, Any]:
    """Return the latest trades and orders of one person."""
    trades = list_trades_of(user=user, owner_id=owner_id)[:limit]
    orders = list_orders_for(user=user).filter(user_id=owner_id)[:limit]
    return {
        "trades": [trade_message(facts_of_trade(trade)) for trade in trades],
        "orders": [order_message(facts_of_order(order)) for order in orders],
    }


def snapshot_of_approvals(*, user: Any, limit: int) -> dict[str, Any]:
    """Return the questions that wait for this person."""
    waiting = list_waiting_for(user=user)[:limit]
    return {"approvals": [approval_message(facts_of_approval(one), facts_of_trade(one.trade)) for one in waiting]}


def snapshot_of_halts(*, user: Any) -> dict[str, Any]:
    """Return the active halts that stop this person."""
    return {
        "halts": [
            {"scope": str(halt.scope), "epoch": halt.epoch, "reason": halt.reason, "engaged_at": halt.engaged_at.isoformat()}
            for halt in active_halts(user_id=user.pk)
        ]
    }

"""Execution: the only agent that may send an order, through the same order service, gate and holds as everyone else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from trading.services import execution as broker_door
from trading.services import orders


@dataclass(frozen=True, slots=True)
class ExecutionInput:
    """The trade to execute and whether a person has approved it."""

    trade_id: int
    is_approved: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Execution:
    """The order that was placed. How it ends is the trade's business, not this agent's."""

    order_id: int
    tag: str
    summary: str


def execute(given: ExecutionInput) -> Execution:
    """Place the trade's one order and send it; a repetition finds the order that is there.

    :raises stocksteward.core.errors.StewardError: if the order service refuses.
    """
    order = orders.place_order(trade_id=given.trade_id, at=given.at, approved=given.is_approved)
    broker_door.send_order(order_id=order.id, at=given.at)
    return Execution(order_id=order.id, tag=order.tag, summary=f"Order {order.tag} was placed and sent.")

"""Execution: the only agent that may send an order, through the same order service, gate and holds as everyone else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agents.domain.advice import Reason
from trading.enums import OrderStatus
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
    """The order that was placed, as it stood when this agent was done. How it ends is the trade's business."""

    order_id: int
    tag: str
    order_status: str
    summary: str


class ApprovalMissing(Exception):
    """The gate, asked again at the moment of placing, wants a person's approval; the run has to wait for it."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__("approval missing")
        self.reasons = reasons


def execute(given: ExecutionInput) -> Execution:
    """Place the trade's one order and send it; a repetition finds the order that is there.

    :raises ApprovalMissing: if a person has to approve first.
    :raises stocksteward.core.errors.StewardError: if the order service refuses.
    """
    try:
        order = orders.place_order(trade_id=given.trade_id, at=given.at, approved=given.is_approved)
    except orders.ApprovalNeeded as needed:
        raise ApprovalMissing(tuple(Reason(str(reason.code), reason.message) for reason in needed.reasons)) from needed
    if order.status == OrderStatus.RISK_CHECKED:
        order = broker_door.send_order(order_id=order.id, at=given.at)
    return Execution(order_id=order.id, tag=order.tag, order_status=order.status.value, summary=_summary(order.status, order.status_reason))


def _summary(status: OrderStatus, reason: str) -> str:
    words = f"The order is {status.label.lower()}."
    return f"{words} {reason}" if reason and status != OrderStatus.FILLED else words

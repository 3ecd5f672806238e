"""The one pen that writes where trades, orders and approvals stand; every move is checked, counted, recorded and announced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.domain import audit_context
from accounts.services import audit
from stocksteward.core import events
from stocksteward.core.errors import Conflict
from stocksteward.core.live.push import push_after_commit
from stocksteward.core.trace import current_trace_id
from trading.domain import order_states, trade_states
from trading.enums import ApprovalStatus, OrderStatus, TradeStatus
from trading.models.approval import Approval
from trading.models.order import Order, OrderEvent
from trading.models.trade import Trade
from trading.selectors.facts import (
    approval_message,
    facts_of_approval,
    facts_of_order,
    facts_of_trade,
    order_message,
    trade_message,
)

# Moves are made with savepoint=False: a move that cannot be recorded must undo whatever it belongs to, so none needs a savepoint.


class MovedMeanwhile(Conflict):
    """Somebody else moved it first; whoever asked looks again."""

    code = "moved_meanwhile"


def open_order(*, order: Order, path: Sequence[OrderStatus], at: datetime, reason: str = "") -> Order:
    """Store a new order that goes through ``path`` at once (each step is an event of its own)."""
    steps = [OrderStatus.CREATED, *path]
    for current, target in pairwise(steps):
        order_states.check_transition(current, target)
    order.status = steps[-1]
    order.status_reason = reason
    order.event_count = len(steps)
    order.changed_at = at
    if steps[-1] in order_states.FINISHED:
        order.closed_at = at
    order.save(force_insert=True)
    OrderEvent.objects.bulk_create(
        OrderEvent(
            order=order,
            number=number,
            from_status=before,
            to_status=after,
            at=at,
            reason=reason if after == steps[-1] else "",
            actor_id=audit_context.current().actor_id,
            trace_id=current_trace_id(),
        )
        for number, (before, after) in enumerate(zip(["", *steps], steps, strict=False), start=1)
    )
    _record(action="order.opened", thing=order, before=None, after={"status": order.status, "tag": order.tag}, reason=reason)
    push_order(order)
    return order


def try_move_order(
    *, order: Order, to: OrderStatus, at: datetime, reason: str = "", only_if: Q | None = None, is_quiet: bool = False, **changes: Any
) -> bool:
    """Move the order if it still stands where ``order`` says and ``only_if`` holds, in one statement; say whether it did.

    :raises order_states.IllegalTransition: if the table has no such move.
    """
    before = OrderStatus(order.status)
    order_states.check_transition(before, to)
    fields = {
        "status": to,
        "status_reason": reason or order.status_reason,
        "changed_at": at,
        "event_count": order.event_count + 1,
        **changes,
    }
    if to in order_states.FINISHED:
        fields["closed_at"] = at
    with transaction.atomic(savepoint=False):
        rows = Order.objects.filter(pk=order.pk, status=before, event_count=order.event_count)
        if not (rows.filter(only_if) if only_if is not None else rows).update(**fields):
            return False
        for name, value in fields.items():
            setattr(order, name, value)
        OrderEvent.objects.create(
            order=order,
            number=order.event_count,
            from_status=before,
            to_status=to,
            at=at,
            reason=reason,
            actor_id=audit_context.current().actor_id,
            trace_id=current_trace_id(),
        )
        _record(
            action="order.moved",
            thing=order,
            before={"status": before.value},
            after={"status": to.value, "filled_quantity": order.filled_quantity},
            reason=reason,
        )
        if not is_quiet:
            push_order(order)
    return True


def move_order(*, order: Order, to: OrderStatus, at: datetime, reason: str = "", **changes: Any) -> Order:
    """Move the order.

    :raises order_states.IllegalTransition: if the table has no such move.
    :raises MovedMeanwhile: if it no longer stands where ``order`` says.
    """
    if not try_move_order(order=order, to=to, at=at, reason=reason, **changes):
        raise MovedMeanwhile("The order has moved meanwhile.")
    return order


def try_move_trade(*, trade: Trade, to: TradeStatus, at: datetime, reason: str = "", code: str = "", **changes: Any) -> bool:
    """Move the trade if it still stands where ``trade`` says, in one statement; say whether it did.

    :raises order_states.IllegalTransition: if the table has no such move.
    """
    before = TradeStatus(trade.status)
    trade_states.check_transition(before, to)
    fields: dict[str, Any] = {"status": to, "changed_at": at, **changes}
    if to in trade_states.FINISHED:
        fields["closed_at"] = at
    if reason and to in trade_states.FINISHED - {TradeStatus.EXECUTED}:
        fields |= {"rejection_reason": reason, "rejection_code": code}
    with transaction.atomic(savepoint=False):
        if not Trade.objects.filter(pk=trade.pk, status=before).update(**fields):
            return False
        for name, value in fields.items():
            setattr(trade, name, value)
        _record(action="trade.moved", thing=trade, before={"status": before.value}, after={"status": to.value, "code": code}, reason=reason)
        push_trade(trade)
        if to in trade_states.FINISHED:
            transaction.on_commit(lambda: events.announce(events.TRADE_CLOSED, trade_id=trade.pk), robust=True)
    return True


def move_trade(*, trade: Trade, to: TradeStatus, at: datetime, reason: str = "", code: str = "", **changes: Any) -> Trade:
    """Move the trade.

    :raises order_states.IllegalTransition: if the table has no such move.
    :raises MovedMeanwhile: if it no longer stands where ``trade`` says.
    """
    if not try_move_trade(trade=trade, to=to, at=at, reason=reason, code=code, **changes):
        raise MovedMeanwhile("The trade has moved meanwhile.")
    return trade


def try_move_approval(*, approval: Approval, to: ApprovalStatus, reason: str = "", only_if: Q | None = None, **changes: Any) -> bool:
    """Decide the approval if it still stands where ``approval`` says and ``only_if`` holds, in one statement; say whether it did.

    :raises order_states.IllegalTransition: if the table has no such move.
    """
    before = ApprovalStatus(approval.status)
    trade_states.check_approval_transition(before, to)
    fields = {"status": to, "decision_reason": reason, **changes}
    with transaction.atomic(savepoint=False):
        rows = Approval.objects.filter(pk=approval.pk, status=before, consumed_by__isnull=True)
        if not (rows.filter(only_if) if only_if is not None else rows).update(**fields):
            return False
        for name, value in fields.items():
            setattr(approval, name, value)
        audit.record(
            action="approval.moved",
            object_type="approval",
            object_id=str(approval.pk),
            before={"status": before.value},
            after={"status": to.value, "trade_id": approval.trade_id},
            reason=reason,
            on_behalf_of_id=approval.requester_id,
        )
        push_approval(approval)
    return True


def push_order(order: Order) -> None:
    """Tell the pages of its owner where the order stands, after the commit."""
    message = order_message(facts_of_order(order))
    push_after_commit(f"orders:{order.user_id}", message_type="order_status", data={"order": message, "trade": None})


def push_trade(trade: Trade) -> None:
    """Tell the pages of its owner where the trade stands, after the commit."""
    message = trade_message(facts_of_trade(trade))
    push_after_commit(f"orders:{trade.user_id}", message_type="order_status", data={"order": None, "trade": message})


def push_approval(approval: Approval) -> None:
    """Tell the approvers of the desk and the person who asked, after the commit."""
    message = approval_message(facts_of_approval(approval), facts_of_trade(approval.trade))
    push_after_commit("approvals", message_type="order_status", data={"approval": message})
    push_after_commit(f"orders:{approval.requester_id}", message_type="order_status", data={"approval": message})


def _record(*, action: str, thing: Order | Trade, before: dict[str, Any] | None, after: dict[str, Any], reason: str) -> None:
    audit.record(
        action=action,
        object_type="order" if isinstance(thing, Order) else "trade",
        object_id=str(thing.pk),
        before=before,
        after=after,
        reason=reason,
        on_behalf_of_id=thing.user_id,
    )


def record_cancel_request(*, order: Order, reason: str) -> None:
    """Record that somebody wants the order cancelled; where it stands does not change before the broker says so."""
    _record(action="order.cancel_requested", thing=order, before=None, after={"status": order.status}, reason=reason)
    push_order(order)

"""Putting a trade before a person, and their decision: single use, expiring, near one price, void after a halt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from accounts.domain.policy import Action
from accounts.enums import NotificationKind
from accounts.selectors import access
from accounts.selectors.users import list_approver_ids
from accounts.services.notifications import notify
from market.selectors.quotes import get_quote
from stocksteward.core import events
from stocksteward.core.errors import Conflict
from stocksteward.core.money import format_rupees
from trading.domain.facts import ApprovalFacts
from trading.enums import ApprovalStatus, TradeStatus
from trading.models.approval import Approval
from trading.models.trade import Trade
from trading.risk.verdict import ApprovalReason
from trading.selectors.approvals import get_approval_row_for
from trading.selectors.facts import facts_of_approval
from trading.selectors.halts import current_epoch
from trading.services import lifecycle
from trading.services.acting import acting_for
from trading.services.approval_guards import ApprovalVoid, PriceNotLive, check_drift, not_voided_by_halt

_VOID_WORDS = "Trading was halted after this was asked for; ask for the trade again."


class ApprovalDecided(Conflict):
    """Somebody has decided already, or nobody did in time; nobody has to act."""

    code = "approval_decided"


class TradeNotApprovable(Conflict):
    """The trade is not waiting to be placed; nobody has to act."""

    code = "trade_not_approvable"


@transaction.atomic
def ask(*, trade_id: int, reasons: Sequence[ApprovalReason], quote_price: Decimal | None, at: datetime) -> ApprovalFacts:
    """Put a PENDING trade before a person, AWAITING_APPROVAL; asking again while it waits returns the same question.

    :raises PriceNotLive: if no price is known near which it could be approved.
    :raises TradeNotApprovable: if the trade is neither PENDING nor waiting.
    """
    trade = Trade.objects.select_for_update(of=("self",), no_key=True).select_related("instrument").get(pk=trade_id)
    waiting = Approval.objects.filter(trade=trade, status=ApprovalStatus.PENDING).first()
    if waiting is not None:
        return facts_of_approval(waiting)
    if trade.status != TradeStatus.PENDING or trade.orders.exists():
        raise TradeNotApprovable(f"The trade is {trade.status}.", status=trade.status)
    price = quote_price or trade.requested_price
    if price is None:
        raise PriceNotLive("No price is known near which this could be approved.")
    with acting_for(trade.user_id):
        approval = Approval.objects.create(
            trade=trade,
            requester_id=trade.user_id,
            reasons=[{"code": str(reason.code), "message": reason.message} for reason in reasons],
            fingerprint=trade.fingerprint,
            reference_price=price,
            drift_basis_points_max=settings.STEWARD_APPROVAL_DRIFT_BASIS_POINTS_MAX,
            halt_epoch=current_epoch(trade.user_id),
            is_four_eyes=settings.STEWARD_FOUR_EYES,
            asked_at=at,
            expires_at=at + timedelta(seconds=settings.STEWARD_APPROVAL_SECONDS),
        )
        lifecycle.move_trade(trade=trade, to=TradeStatus.AWAITING_APPROVAL, at=at)
        lifecycle.push_approval(approval)
        _notify_approvers(trade=trade, price=price, at=at)
    return facts_of_approval(approval)


def _notify_approvers(*, trade: Trade, price: Decimal, at: datetime) -> None:
    people = set(list_approver_ids())
    if not settings.STEWARD_FOUR_EYES:
        people.add(trade.user_id)
    for user_id in sorted(people):
        notify(
            user_id=user_id,
            kind=NotificationKind.APPROVAL,
            title=f"Approval wanted: {trade.side} {trade.quantity} {trade.instrument.symbol}",
            body=f"Near {format_rupees(price)}, about {format_rupees(price * trade.quantity)}.",
            link="/approvals/",
            at=at,
        )


def approve(*, user: Any, approval_id: int, at: datetime, reason: str = "") -> ApprovalFacts:
    """Approve; the trade is PENDING again and, after the commit, goes on by TRADE_APPROVED.

    :raises NotFound: if there is no such question within reach.
    :raises NotAllowed: if somebody else has to decide.
    :raises ApprovalDecided: if it is decided, or expired.
    :raises ApprovalVoid: if a halt was engaged since it was asked.
    :raises PriceNotLive: if there is no LIVE price.
    :raises PriceDrifted: if the price has moved too far from the one that was shown.
    """
    approval = get_approval_row_for(user=user, approval_id=approval_id)
    access.require(user=user, action=Action.APPROVE, owner_id=approval.requester_id)
    _check_open(approval=approval, at=at)
    check_drift(approval=approval, quote=get_quote(instrument_id=approval.trade.instrument_id, at=at))
    with transaction.atomic(), acting_for(approval.requester_id):
        trade = Trade.objects.select_for_update(of=("self",), no_key=True).select_related("instrument").get(pk=approval.trade_id)
        decided = trade.status == TradeStatus.AWAITING_APPROVAL and lifecycle.try_move_approval(
            approval=approval,
            to=ApprovalStatus.APPROVED,
            reason=reason,
            only_if=not_voided_by_halt() & _still_open(at),
            decided_by_id=user.pk,
            decided_at=at,
        )
        if decided:
            lifecycle.move_trade(trade=trade, to=TradeStatus.PENDING, at=at)
            transaction.on_commit(lambda: events.announce(events.TRADE_APPROVED, trade_id=trade.pk), robust=True)
    if not decided:
        raise _why_not(approval_id=approval_id, at=at)
    return facts_of_approval(approval)


def reject(*, user: Any, approval_id: int, at: datetime, reason: str = "") -> ApprovalFacts:
    """Reject; the trade is REJECTED with the words.

    :raises NotFound: if there is no such question within reach.
    :raises NotAllowed: if somebody else has to decide.
    :raises ApprovalDecided: if it is decided, or expired.
    """
    approval = get_approval_row_for(user=user, approval_id=approval_id)
    access.require(user=user, action=Action.APPROVE, owner_id=approval.requester_id)
    words = f"Rejected by {user.full_name or user.email}" + (f": {reason}" if reason else ".")
    with transaction.atomic(), acting_for(approval.requester_id):
        trade = Trade.objects.select_for_update(of=("self",), no_key=True).select_related("instrument").get(pk=approval.trade_id)
        decided = approval.status == ApprovalStatus.PENDING and lifecycle.try_move_approval(
            approval=approval, to=ApprovalStatus.REJECTED, reason=reason, only_if=_still_open(at), decided_by_id=user.pk, decided_at=at
        )
        if decided and trade.status == TradeStatus.AWAITING_APPROVAL:
            lifecycle.move_trade(trade=trade, to=TradeStatus.REJECTED, at=at, reason=words, code="APPROVAL_REJECTED")
    if not decided:
        raise _why_not(approval_id=approval_id, at=at)
    return facts_of_approval(approval)


def expire_due(*, at: datetime) -> int:
    """End the questions that nobody decided in time, and those older than a halt, each with its trade; return how many."""
    due = Approval.objects.filter(status=ApprovalStatus.PENDING, expires_at__lte=at).values_list("pk", flat=True)
    void = Approval.objects.filter(status=ApprovalStatus.PENDING).exclude(not_voided_by_halt()).values_list("pk", flat=True)
    ended = 0
    for approval_id in list(due[:500]):
        ended += _end(approval_id=approval_id, to=ApprovalStatus.EXPIRED, at=at)
    for approval_id in list(void[:500]):
        ended += _end(approval_id=approval_id, to=ApprovalStatus.VOID, at=at)
    return ended


@transaction.atomic
def _end(*, approval_id: int, to: ApprovalStatus, at: datetime) -> int:
    trade_id = Approval.objects.values_list("trade_id", flat=True).get(pk=approval_id)
    trade = Trade.objects.select_for_update(of=("self",), no_key=True).select_related("instrument").get(pk=trade_id)
    approval = Approval.objects.get(pk=approval_id)
    approval.trade = trade
    words = "Nobody decided in time." if to == ApprovalStatus.EXPIRED else _VOID_WORDS
    with acting_for(trade.user_id):
        if approval.status != ApprovalStatus.PENDING or not lifecycle.try_move_approval(approval=approval, to=to, reason=words):
            return 0
        if trade.status == TradeStatus.AWAITING_APPROVAL:
            outcome = TradeStatus.EXPIRED if to == ApprovalStatus.EXPIRED else TradeStatus.REJECTED
            lifecycle.move_trade(trade=trade, to=outcome, at=at, reason=words, code=f"APPROVAL_{to.value}")
    return 1


def _check_open(*, approval: Approval, at: datetime) -> None:
    if approval.status != ApprovalStatus.PENDING:
        raise ApprovalDecided(f"This is {approval.get_status_display().lower()} already.", status=approval.status)
    if approval.expires_at <= at:
        raise ApprovalDecided("Nobody decided in time.", status=ApprovalStatus.EXPIRED.value)
    if current_epoch(approval.requester_id) > approval.halt_epoch:
        raise ApprovalVoid(_VOID_WORDS)


def _why_not(*, approval_id: int, at: datetime) -> Conflict:
    try:
        _check_open(approval=Approval.objects.get(pk=approval_id), at=at)
    except Conflict as conflict:
        return conflict
    return ApprovalDecided("The trade is no longer waiting.")


def _still_open(at: datetime) -> Q:
    return Q(expires_at__gt=at)

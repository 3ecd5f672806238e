"""Questions about approvals, with who may ask them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.domain.policy import Action, Reach
from accounts.selectors import access
from stocksteward.core.errors import NotFound
from trading.domain.facts import ApprovalFacts
from trading.enums import ApprovalStatus
from trading.models.approval import Approval
from trading.selectors.facts import facts_of_approval, is_id


def list_approvals_for(*, user: Any) -> QuerySet[Approval]:
    """Return the approvals of the trades that this person may see, newest first.

    :raises NotAllowed: if the role may see none.
    """
    owner_id = access.owner_scope(user=user, action=Action.VIEW_TRADES)
    approvals = Approval.objects.select_related("trade__instrument", "requester", "decided_by").order_by("-id")
    return approvals if owner_id is None else approvals.filter(requester_id=owner_id)


def get_approval_row_for(*, user: Any, approval_id: int) -> Approval:
    """Return one approval as a row, for serializers, pages and services.

    :raises NotFound: if there is none or it is out of reach; the two are answered alike.
    """
    approval = list_approvals_for(user=user).filter(pk=approval_id).first() if is_id(approval_id) else None
    if approval is None:
        raise NotFound
    return approval


def get_approval_for(*, user: Any, approval_id: int) -> ApprovalFacts:
    """Return one approval as facts.

    :raises NotFound: if there is none or it is out of reach; the two are answered alike.
    """
    return facts_of_approval(get_approval_row_for(user=user, approval_id=approval_id))


def find_approval_of_trade(*, trade_id: int) -> ApprovalFacts | None:
    """Return the latest approval of a trade, or None."""
    approval = Approval.objects.filter(trade_id=trade_id).order_by("-id").first()
    return None if approval is None else facts_of_approval(approval)


def list_waiting_for(*, user: Any) -> QuerySet[Approval]:
    """Return the questions that this person may decide now, the oldest first; none for those who may not approve."""
    waiting = Approval.objects.select_related("trade__instrument", "requester").filter(status=ApprovalStatus.PENDING).order_by("id")
    reach = access.reach_of(user=user, action=Action.APPROVE)
    if reach is Reach.NONE:
        return waiting.none()
    if reach is Reach.OWN:
        return waiting.filter(requester_id=user.pk)
    # With four eyes nobody decides on their own request.
    return waiting.exclude(is_four_eyes=True, requester_id=user.pk)


def count_waiting_for(*, user: Any) -> int:
    """Return how many questions wait for this person."""
    return list_waiting_for(user=user).count()


def is_trade_approved(*, trade_id: int) -> bool:
    """Say whether the trade has an approval that no order has used yet."""
    return Approval.objects.filter(trade_id=trade_id, status=ApprovalStatus.APPROVED, consumed_by__isnull=True).exists()


def no_approvals() -> QuerySet[Approval]:
    """Return nothing, for the tool that describes the interface without anybody asking."""
    return Approval.objects.none()

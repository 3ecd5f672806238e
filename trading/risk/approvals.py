"""When the rules let an order pass but a person has to decide all the same."""

from __future__ import annotations

from stocksteward.core.money import format_rupees
from trading.enums import ApprovalCode
from trading.risk.context import RiskContext
from trading.risk.verdict import ApprovalReason


def value_threshold(context: RiskContext) -> ApprovalReason | None:
    """Ask for approval of a buy or sale above the user's threshold; a value or threshold that is not known is above it."""
    value = context.estimate.value
    if context.user is None or value is None:
        return ApprovalReason(code=ApprovalCode.VALUE_THRESHOLD, message="Whether the order is above the approval threshold is not known.")
    threshold = context.user.approval_threshold
    if value > threshold:
        message = f"The order is worth {format_rupees(value)}; above {format_rupees(threshold)} a person approves first."
        return ApprovalReason(code=ApprovalCode.VALUE_THRESHOLD, message=message)
    return None

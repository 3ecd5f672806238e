"""One order may be worth at most so much; where high-value trades are switched off, at most their threshold."""

from __future__ import annotations

from stocksteward.core.money import format_rupees
from trading.enums import DenialCode
from trading.risk.context import RiskContext
from trading.risk.finding import PASSED, Finding, denied, passed, use_of


def check(context: RiskContext) -> Finding:
    """Compare the value of the order with the limit in force for the user."""
    value = context.estimate.value
    if value is None:
        return denied(DenialCode.ORDER_VALUE, "What this order is worth cannot be known without a price.")
    if context.limits is None:
        return denied(DenialCode.ORDER_VALUE, "The limit for one order is not known at the moment.", actual=value)
    limit = context.limits.order_value_inr_max
    if value > limit:
        message = f"This order is worth {format_rupees(value)}; one order may be worth at most {format_rupees(limit)}."
        return denied(DenialCode.ORDER_VALUE, message, limit=limit, actual=value)
    return passed(use=use_of(actual=value, limit=limit))


def check_high_value(context: RiskContext) -> Finding:
    """Where the desk has switched high-value trades off, compare the value with their threshold."""
    if context.policy.allows_high_value:
        return PASSED
    value, threshold = context.estimate.value, context.policy.high_value_threshold
    if value is None:
        return denied(DenialCode.HIGH_VALUE, "Whether this is a high-value trade cannot be known without a price.", limit=threshold)
    if value > threshold:
        message = f"High-value trades are switched off: this order is worth {format_rupees(value)}, at most {format_rupees(threshold)} is allowed."
        return denied(DenialCode.HIGH_VALUE, message, limit=threshold, actual=value)
    return passed(use=use_of(actual=value, limit=threshold))

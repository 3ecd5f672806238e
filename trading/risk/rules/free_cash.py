"""The cash that no hold has taken must cover the order and its charges."""

from __future__ import annotations

from stocksteward.core.money import format_rupees
from trading.enums import DenialCode
from trading.risk.context import RiskContext
from trading.risk.finding import Finding, denied, passed, use_of


def check(context: RiskContext) -> Finding:
    """Compare what the order takes from cash with what is free."""
    required, free = context.estimate.required_cash, context.free_cash
    if required is None:
        return denied(DenialCode.FREE_CASH, "What this order would cost cannot be known without a price, so it cannot be covered.")
    if free is None:
        return denied(DenialCode.FREE_CASH, "The free cash of the portfolio is not known at the moment.", actual=required)
    if required > free:
        message = f"This order needs {format_rupees(required)} with charges, and {format_rupees(free)} is free."
        return denied(DenialCode.FREE_CASH, message, limit=free, actual=required)
    return passed(use=use_of(actual=required, limit=free))

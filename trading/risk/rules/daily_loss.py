"""After a day's loss beyond the limit nothing more is bought. Selling stays possible: nobody is locked into a loss."""

from __future__ import annotations

from stocksteward.core.money import ZERO, format_rupees
from trading.enums import DenialCode, Side
from trading.risk.context import RiskContext
from trading.risk.finding import PASSED, Finding, denied, passed, use_of


def check(context: RiskContext) -> Finding:
    """Compare what the portfolio has lost today with what it may lose."""
    if context.terms.side == Side.SELL:
        return PASSED
    if context.limits is None or context.day_pnl is None:
        return denied(DenialCode.DAILY_LOSS, "What the portfolio has gained or lost today, or its limit, is not known at the moment.")
    loss, limit = max(-context.day_pnl, ZERO), context.limits.daily_loss_inr_max
    if loss > limit:
        message = f"The portfolio has lost {format_rupees(loss)} today; after {format_rupees(limit)} nothing more is bought until tomorrow."
        return denied(DenialCode.DAILY_LOSS, message, limit=limit, actual=loss)
    return passed(use=use_of(actual=loss, limit=limit))

"""Orders only while the market takes them; nothing new for the day shortly before positions of the day are closed."""

from __future__ import annotations

from stocksteward.core.clock import ist
from trading.enums import DenialCode, Product, Side
from trading.risk.context import RiskContext
from trading.risk.finding import PASSED, Finding, denied

ALWAYS_OPEN = "demo"


def check(context: RiskContext) -> Finding:
    """Ask the session of the instrument."""
    session = context.session
    if session is None:
        return denied(DenialCode.MARKET_CLOSED, "Whether the market is open is not known at the moment.")
    if not session.is_open:
        because = f": {session.reason.rstrip('.')}" if session.reason else ""
        return denied(DenialCode.MARKET_CLOSED, f"The market takes no orders in {context.instrument.symbol} now{because}.")
    return PASSED


def check_intraday_cut_off(context: RiskContext) -> Finding:
    """Refuse to open an intraday position after the cut-off; closing one stays possible."""
    terms, cut_off = context.terms, context.policy.intraday_cut_off
    if terms.product != Product.MIS or terms.side == Side.SELL or context.policy.market_kind == ALWAYS_OPEN:
        return PASSED
    if context.market_time is None:
        return denied(DenialCode.INTRADAY_CUT_OFF, "The time of the market is not known, so no intraday position is opened.")
    time_of_day = ist(context.market_time).time()
    if time_of_day >= cut_off:
        message = (
            f"Intraday (MIS) positions are opened until {cut_off:%H:%M} IST; it is {time_of_day:%H:%M}. Delivery (CNC) is still possible."
        )
        return denied(DenialCode.INTRADAY_CUT_OFF, message, limit=f"{cut_off:%H:%M}", actual=f"{time_of_day:%H:%M:%S}")
    return PASSED

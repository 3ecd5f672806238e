"""Only shares that are owned and that no other order holds can be sold: the desk never sells short."""

from __future__ import annotations

from stocksteward.core.money import format_number
from trading.enums import DenialCode, Side
from trading.risk.context import RiskContext
from trading.risk.finding import PASSED, Finding, denied


def check(context: RiskContext) -> Finding:
    """Compare the quantity of a sale with the free shares."""
    if context.terms.side == Side.BUY:
        return PASSED
    free, wanted = context.free_quantity, context.terms.quantity
    symbol = context.instrument.symbol
    if free is None:
        return denied(DenialCode.FREE_SHARES, f"How many shares of {symbol} are free is not known at the moment.", actual=wanted)
    if wanted > free:
        message = f"This order sells {format_number(wanted, places=0)} shares of {symbol}, and {format_number(free, places=0)} are free."
        return denied(DenialCode.FREE_SHARES, message, limit=free, actual=wanted)
    return PASSED  # selling all that one has is no risk, so it uses no limit

"""A user who allows only some sectors buys only in these. What is already owned may always be sold."""

from __future__ import annotations

from trading.enums import DenialCode, Side
from trading.risk.context import RiskContext
from trading.risk.finding import PASSED, Finding, denied


def check(context: RiskContext) -> Finding:
    """Look for the instrument's sector in the user's list; an empty list allows all."""
    if context.terms.side == Side.SELL:
        return PASSED
    if context.user is None:
        return denied(DenialCode.SECTOR_NOT_ALLOWED, "Who would trade is not known, nor are the allowed sectors.")
    allowed = context.user.allowed_sectors
    if not allowed:
        return PASSED
    sector = context.instrument.sector or ""
    if sector.casefold() in {name.casefold() for name in allowed} - {""}:
        return PASSED
    names = ", ".join(allowed)
    known = f"belongs to the sector {sector}" if sector else "has no known sector"
    message = f"{context.instrument.symbol} {known}; the account allows only {names}."
    return denied(DenialCode.SECTOR_NOT_ALLOWED, message, limit=names, actual=sector)

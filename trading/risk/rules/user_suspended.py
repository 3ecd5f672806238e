"""Only an active user whose trading is not suspended may trade."""

from __future__ import annotations

from trading.enums import DenialCode
from trading.risk.context import RiskContext
from trading.risk.finding import PASSED, Finding, denied

MAY_TRADE = "ACTIVE"


def check(context: RiskContext) -> Finding:
    """Look at the user's state."""
    user = context.user
    if user is None:
        return denied(DenialCode.USER_SUSPENDED, "Who would trade is not known.")
    if user.state != MAY_TRADE:
        message = f"The account is {user.state.lower()}; only an active account may trade."
        return denied(DenialCode.USER_SUSPENDED, message, limit=MAY_TRADE, actual=user.state)
    if user.trading_suspended:
        return denied(DenialCode.USER_SUSPENDED, "Trading is suspended for this account; the owner of the desk can lift it.")
    return PASSED

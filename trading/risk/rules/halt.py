"""While a halt is active nobody whom it stops may trade."""

from __future__ import annotations

from stocksteward.core.clock import ist
from trading.enums import DenialCode, HaltScope
from trading.risk.context import HaltFacts, RiskContext
from trading.risk.finding import FULL, PASSED, Finding, denied
from trading.risk.verdict import Denial


def check(context: RiskContext) -> Finding:
    """Name every halt that stops this user; halts that could not be read stop everyone."""
    if context.halts is None or context.user is None:
        return denied(DenialCode.HALTED, "Whether trading is halted could not be read, so it counts as halted.")
    user_id = context.user.id
    denials = tuple(
        Denial(code=DenialCode.HALTED, message=_sentence(halt), limit=str(halt.scope))
        for halt in context.halts
        if halt.scope == HaltScope.GLOBAL or halt.user_id == user_id
    )
    return Finding(denials=denials, use=FULL) if denials else PASSED


def _sentence(halt: HaltFacts) -> str:
    whom = "on the whole desk" if halt.scope == HaltScope.GLOBAL else "for this account"
    return f"Trading is halted {whom} since {ist(halt.engaged_at):%d %b %Y, %H:%M} IST: {halt.reason.rstrip('.')}."

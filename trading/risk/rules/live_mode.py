"""This version trades with play money only."""

from __future__ import annotations

from trading.enums import DenialCode, ExecutionMode
from trading.risk.context import RiskContext
from trading.risk.finding import PASSED, Finding, denied


def check(context: RiskContext) -> Finding:
    """Let nothing but paper pass, an unknown mode least of all."""
    if context.mode == ExecutionMode.PAPER_TRADING:
        return PASSED
    if context.mode == ExecutionMode.LIVE_TRADING:
        message = "Live trading is not part of this version: no broker is connected and nobody has been found eligible. Trade on paper."
    else:
        message = "The portfolio trades neither on paper nor live, so the order has nowhere to go."
    return denied(DenialCode.LIVE_MODE_OFF, message, limit=str(ExecutionMode.PAPER_TRADING), actual=context.mode)

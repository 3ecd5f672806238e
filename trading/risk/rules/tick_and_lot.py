"""Whole lots, whole ticks, no more than the exchange's freeze quantity, and only what can be traded at all."""

from __future__ import annotations

from trading.domain.order_terms import check_terms
from trading.enums import DenialCode
from trading.risk.context import RiskContext
from trading.risk.finding import FULL, Finding
from trading.risk.verdict import Denial


def check(context: RiskContext) -> Finding:
    """Apply the exchange's rules for quantity and price once more, whatever door the order came through."""
    denials = tuple(
        Denial(code=DenialCode.TICK_AND_LOT, message=sentence, actual=_actual(context, field))
        for field, sentence in check_terms(context.terms, context.instrument)
    )
    return Finding(denials=denials, use=FULL) if denials else Finding()


def _actual(context: RiskContext, field: str) -> str:
    if field == "quantity":
        return str(context.terms.quantity)
    price = context.terms.limit_price
    return f"{price:f}" if field == "limit_price" and price is not None else ""

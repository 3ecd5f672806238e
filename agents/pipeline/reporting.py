"""Reporting: the outcome of the run in the words that the person reads."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from agents.domain.wish import Wish
from stocksteward.core.money import format_number, format_rupees


@dataclass(frozen=True, slots=True)
class ReportingInput:
    """How the trade ended (``trade_status`` empty: no trade was made) and what led there."""

    wish: Wish
    trade_status: str
    side: str | None
    quantity: int
    filled_quantity: int
    average_price: Decimal | None
    rejection_reason: str
    decision_summary: str
    advice_summary: str


@dataclass(frozen=True, slots=True)
class Report:
    """A title and a body for the person's notification and the run's dossier."""

    title: str
    body: str
    trade_status: str
    summary: str


_ENDINGS = {
    "EXECUTED": "executed",
    "REJECTED": "rejected",
    "FAILED": "failed",
    "CANCELLED": "cancelled",
    "EXPIRED": "expired",
}


def report_outcome(given: ReportingInput) -> Report:
    """Return the report."""
    symbol = given.wish.symbol
    if not given.trade_status:
        return Report(title=f"{symbol}: nothing traded", body=given.decision_summary, trade_status="", summary=given.decision_summary)
    what = f"{given.side} {_shares(given.quantity)} {symbol}"
    ending = _ENDINGS.get(given.trade_status, given.trade_status.lower())
    sentences = []
    if given.filled_quantity and given.average_price is not None:
        sentences.append(
            f"{_shares(given.filled_quantity)} of {_shares(given.quantity)} shares at an average of {format_rupees(given.average_price)}."
        )
    if given.rejection_reason:
        sentences.append(given.rejection_reason)
    if given.advice_summary:
        sentences.append(f"Advice: {given.advice_summary}")
    body = " ".join(sentences) or "There is nothing more to say about it."
    return Report(title=f"{what} {ending}", body=body, trade_status=given.trade_status, summary=f"{what} {ending}. {body}")


def _shares(quantity: int) -> str:
    return format_number(quantity, places=0)

"""Advice, and the rules by which it may hold a trade up. It never changes side, symbol or quantity."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from agents.enums import Action
from trading.enums import ApprovalCode

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Advice:
    """A signal and who gave it. ``provider`` is "groq" or "rule"; ``model`` the model or the rule asked."""

    action: str
    confidence: Decimal
    reasons: tuple[str, ...]
    provider: str
    model: str
    abstain_code: str = ""
    prompt_hash: str = ""
    tokens_in: int | None = None
    tokens_out: int | None = None
    cost_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something needs a person or may not be, as a code for programs and a sentence for people."""

    code: str
    message: str


def in_percent(share: Decimal) -> str:
    """Write a confidence from 0 to 1 as people say it: 0.9 is 90%."""
    return f"{(share * 100).normalize():f}%"


def reasons_to_ask_a_person(*, side: str, advice: Advice, confidence_threshold: Decimal) -> tuple[Reason, ...]:
    """Return why a person has to look at a trade on this side, none if the advice supports it."""
    if advice.action == Action.ABSTAIN:
        why = advice.reasons[0] if advice.reasons else "no reason given"
        return (Reason(ApprovalCode.ADVICE_ABSTAINED, f"There is no advice on this trade: {why}"),)
    if advice.action != side:
        return (
            Reason(
                ApprovalCode.ADVICE_DISAGREES,
                f"The trade is a {side}; the advice is {advice.action}, {in_percent(advice.confidence)} confident.",
            ),
        )
    if advice.confidence < confidence_threshold:
        sentence = (
            f"The advice agrees and is {in_percent(advice.confidence)} confident; your threshold is {in_percent(confidence_threshold)}."
        )
        return (Reason(ApprovalCode.CONFIDENCE_BELOW_THRESHOLD, sentence),)
    return ()

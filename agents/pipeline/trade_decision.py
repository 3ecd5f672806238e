"""TradeDecision: for a person's trade, whether the advice calls for a second look; for a strategy's, side and size."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from agents.domain.advice import Advice, Reason, in_percent, reasons_to_ask_a_person
from agents.domain.sizing import SizingFacts, size_order
from agents.domain.wish import Wish
from agents.enums import Action
from agents.pipeline.user_profile import UserProfile
from trading.enums import ApprovalCode


@dataclass(frozen=True, slots=True)
class TradeDecisionInput:
    """The wish, the person, the advice; the limits and books only where code has to size."""

    wish: Wish
    profile: UserProfile
    advice: Advice
    sizing: SizingFacts | None


@dataclass(frozen=True, slots=True)
class TradeDecision:
    """What is to be traded (``side`` None: nothing) and why a person has to look at it."""

    side: str | None
    quantity: int
    order_type: str
    limit_price: Decimal | None
    product: str
    approval_reasons: tuple[Reason, ...]
    summary: str


def decide_trade(given: TradeDecisionInput) -> TradeDecision:
    """Return the decision; the asked side, symbol and quantity of a person's trade pass through untouched."""
    if given.wish.is_asked_by_a_person:
        return _keep_what_was_asked(given)
    return _decide_for_strategy(given)


def _keep_what_was_asked(given: TradeDecisionInput) -> TradeDecision:
    wish = given.wish
    if wish.side is None or wish.quantity is None:
        raise ValueError("a person's wish has a side and a quantity")
    reasons = reasons_to_ask_a_person(side=wish.side, advice=given.advice, confidence_threshold=given.profile.confidence_threshold)
    summary = (
        reasons[0].message
        if reasons
        else f"The advice agrees, {in_percent(given.advice.confidence)} confident: {wish.side} {wish.quantity} {wish.symbol} as asked."
    )
    return _decision(wish=wish, side=wish.side, quantity=wish.quantity, reasons=reasons, summary=summary)


def _decide_for_strategy(given: TradeDecisionInput) -> TradeDecision:
    wish, advice = given.wish, given.advice
    if advice.action not in {Action.BUY, Action.SELL}:
        why = f" {advice.reasons[0]}" if advice.reasons else ""
        return _decision(wish=wish, side=None, quantity=0, reasons=(), summary=f"Nothing to trade: the signal is {advice.action}.{why}")
    if given.sizing is None:
        raise ValueError("a strategy's trade cannot be sized without limits and books")
    size = size_order(side=advice.action, facts=given.sizing)
    if size.quantity == 0:
        return _decision(wish=wish, side=None, quantity=0, reasons=(), summary=f"Nothing to trade: {size.reason}")
    reasons = reasons_to_ask_a_person(side=advice.action, advice=advice, confidence_threshold=given.profile.confidence_threshold)
    if given.profile.trading_mode == "MANUAL":
        reasons += (Reason(ApprovalCode.MANUAL_TRADING_MODE, "You have chosen to decide on every trade of a strategy yourself."),)
    summary = f"{advice.action} {size.quantity} {wish.symbol}: {size.reason}"
    return _decision(wish=wish, side=advice.action, quantity=size.quantity, reasons=reasons, summary=summary)


def _decision(*, wish: Wish, side: str | None, quantity: int, reasons: tuple[Reason, ...], summary: str) -> TradeDecision:
    return TradeDecision(
        side=side,
        quantity=quantity,
        order_type=wish.order_type,
        limit_price=wish.limit_price,
        product=wish.product,
        approval_reasons=reasons,
        summary=summary,
    )

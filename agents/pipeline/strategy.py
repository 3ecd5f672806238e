"""Strategy: asks the language model where the desk has one, else the indicator rule; a deployed strategy's own rule speaks for itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from agents.domain.advice import Advice, in_percent
from agents.domain.evidence import Evidence, IndicatorEvidence
from agents.domain.wish import DeployedRule
from agents.enums import AbstainCode, Action
from agents.llm.base import LanguageModel
from market.domain.bars import Bar
from trading.strategies import indicator_vote, registry
from trading.strategies.base import Signal

RULE = "rule"


@dataclass(frozen=True, slots=True)
class StrategyInput:
    """The frozen evidence; for a deployed strategy its rule and the daily bars that it reads, the latest last."""

    evidence: Evidence
    rule: DeployedRule | None = None
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class StrategyOpinion:
    """The advice, and one sentence that says who gave it."""

    advice: Advice
    summary: str


@dataclass(frozen=True, slots=True)
class _Readings:
    """The indicators of the evidence as the numbers that the rule votes on; NaN where one is not known."""

    close: float
    sma_20: float
    sma_50: float
    ema_12: float
    ema_26: float
    macd_histogram: float
    rsi_14: float
    bollinger_upper: float
    bollinger_lower: float


def strategist(model: LanguageModel | None) -> Callable[[StrategyInput], StrategyOpinion]:
    """Return the agent that asks this model, or the indicator rule if there is none."""

    def advise(given: StrategyInput) -> StrategyOpinion:
        return _opinion(_advice(given, model=model))

    return advise


def _advice(given: StrategyInput, *, model: LanguageModel | None) -> Advice:
    if given.rule is not None:
        return _from_signal(registry.decide(rule=given.rule.rule, bars=given.bars, parameters=given.rule.parameters))
    indicators = given.evidence.indicators
    if not given.evidence.is_enough or indicators is None:
        provider, name = (RULE, indicator_vote.NAME) if model is None else (model.name, model.model)
        reason = "There is not enough market data to judge by."
        return Advice(Action.ABSTAIN, Decimal(0), (reason,), provider, name, AbstainCode.NO_EVIDENCE)
    if model is None:
        return _from_signal(indicator_vote.signal_from(readings=_readings(indicators), as_of=indicators.as_of))
    answer = model.judge(given.evidence)
    return Advice(
        action=answer.action,
        confidence=answer.confidence,
        reasons=answer.reasons,
        provider=model.name,
        model=answer.model,
        abstain_code=answer.abstain_code,
        prompt_hash=answer.prompt_hash,
        tokens_in=answer.tokens_in,
        tokens_out=answer.tokens_out,
        cost_usd=answer.cost_usd,
    )


def _from_signal(signal: Signal) -> Advice:
    code = AbstainCode.NO_EVIDENCE.value if signal.side == Action.ABSTAIN.value else ""
    return Advice(signal.side.value, signal.confidence, signal.reasons, RULE, signal.rule, code)


def _readings(indicators: IndicatorEvidence) -> _Readings:
    def number(value: Decimal | None) -> float:
        return float("nan") if value is None else float(value)

    return _Readings(
        close=number(indicators.close),
        sma_20=number(indicators.sma_20),
        sma_50=number(indicators.sma_50),
        ema_12=number(indicators.ema_12),
        ema_26=number(indicators.ema_26),
        macd_histogram=number(indicators.macd_histogram),
        rsi_14=number(indicators.rsi_14),
        bollinger_upper=number(indicators.bollinger_upper),
        bollinger_lower=number(indicators.bollinger_lower),
    )


def _opinion(advice: Advice) -> StrategyOpinion:
    who = _rule_in_words(advice.model) if advice.provider == RULE else f"{advice.model} at {advice.provider}"
    why = f" {advice.reasons[0]}" if advice.reasons else ""
    strength = "" if advice.action == Action.ABSTAIN else f" {in_percent(advice.confidence)} confident,"
    return StrategyOpinion(advice=advice, summary=f"{advice.action},{strength} says {who}.{why}")


def _rule_in_words(name: str) -> str:
    rule = registry.STRATEGIES.get(name)
    title = name if rule is None else rule.title
    return f"the {title[0].lower()}{title[1:]}" if title[1:2].islower() else f"the {title}"

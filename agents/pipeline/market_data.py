"""MarketData: freezes what is known about the instrument into the evidence that everything later rests on."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING

from agents.domain.evidence import LATEST_CLOSES_MAX, Evidence, IndicatorEvidence
from stocksteward.core.money import format_number, format_rupees

if TYPE_CHECKING:
    from market.domain.bars import Bar
    from market.domain.indicators import IndicatorFacts
    from market.domain.instruments import InstrumentFacts
    from market.domain.quotes import QuoteFacts

PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class MarketDataInput:
    """Quote, indicators and the latest daily closes as evidence-ready numbers."""

    evidence: Evidence


def freeze_evidence(
    *, instrument: InstrumentFacts, quote: QuoteFacts, indicators: IndicatorFacts | None, bars: list[Bar] | tuple[Bar, ...]
) -> Evidence:
    """Return the evidence made of what the market app knows."""
    return Evidence(
        symbol=instrument.symbol,
        exchange=instrument.exchange,
        name=instrument.name,
        sector=instrument.sector,
        source=quote.source,
        status=str(quote.status),
        as_of=quote.as_of,
        last=quote.last,
        bid=quote.bid,
        ask=quote.ask,
        previous_close=quote.previous_close,
        change_percent=None if quote.change_percent is None else quote.change_percent.quantize(PLACES),
        volume=quote.volume,
        indicators=None if indicators is None else _freeze_indicators(indicators),
        latest_closes=tuple(bar.close for bar in bars[-LATEST_CLOSES_MAX:]),
    )


@dataclass(frozen=True, slots=True)
class MarketData:
    """The evidence and one sentence on how good it is."""

    evidence: Evidence
    summary: str


def collect_market_data(given: MarketDataInput) -> MarketData:
    """Return the evidence with its summary."""
    evidence = given.evidence
    if evidence.last is None:
        summary = f"{evidence.symbol}: no price is available."
    else:
        change = "" if evidence.change_percent is None else f", {format_number(evidence.change_percent, signed=True)}% on the day"
        summary = f"{evidence.symbol} at {format_rupees(evidence.last)}{change}; {evidence.status.lower()} from {evidence.source}."
    if evidence.indicators is None:
        summary += " There are too few daily bars for indicators."
    return MarketData(evidence=evidence, summary=summary)


def _freeze_indicators(facts: IndicatorFacts) -> IndicatorEvidence:
    names = [field.name for field in fields(IndicatorEvidence) if field.name not in {"as_of", "bars"}]
    return IndicatorEvidence(as_of=facts.as_of, bars=facts.bars, **{name: _exact(getattr(facts, name)) for name in names})


def _exact(value: float | Decimal | None) -> Decimal | None:
    number = Decimal("NaN") if value is None else Decimal(str(value))
    return number.quantize(PLACES) if number.is_finite() else None

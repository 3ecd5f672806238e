"""What is known about one instrument at one moment: all that a rule or a language model may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

LATEST_CLOSES_MAX = 20


@dataclass(frozen=True, slots=True)
class IndicatorEvidence:
    """Indicators on daily bars, rounded to four places; None where the bars are too few."""

    as_of: datetime
    bars: int
    close: Decimal | None
    sma_20: Decimal | None
    sma_50: Decimal | None
    ema_12: Decimal | None
    ema_26: Decimal | None
    macd: Decimal | None
    macd_signal: Decimal | None
    macd_histogram: Decimal | None
    rsi_14: Decimal | None
    bollinger_upper: Decimal | None
    bollinger_middle: Decimal | None
    bollinger_lower: Decimal | None
    atr_14: Decimal | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Quote, indicators and latest daily closes of one instrument; no person, no books, no account."""

    symbol: str
    exchange: str
    name: str
    sector: str
    source: str
    status: str
    as_of: datetime | None
    last: Decimal | None
    bid: Decimal | None
    ask: Decimal | None
    previous_close: Decimal | None
    change_percent: Decimal | None
    volume: int | None
    indicators: IndicatorEvidence | None
    latest_closes: tuple[Decimal, ...] = ()

    @property
    def is_enough(self) -> bool:
        """Whether there are a price and indicators to judge by."""
        return self.last is not None and self.indicators is not None

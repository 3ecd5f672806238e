"""The desk's own rule when no model is asked: six indicators vote, each with a weight that never changes.

    vote       weight  +1 when                                       -1 when
    trend        3     SMA 20 above SMA 50 by 0.1 % or more           below by as much
    position     2     close above SMA 50 by 0.1 % or more            below by as much
    momentum     2     EMA 12 above EMA 26                            below
    impulse      1     MACD above its signal line                     below
    strength     1     RSI 14 from 50 to 70, or below 30 (oversold)   from 30 to 50, or above 70 (overbought)
    stretch      1     close under the lower Bollinger band           over the upper band

    score = sum(weight * vote) / 10, from -1 to 1
    score >=  0.25  BUY,   confidence = 0.5 + |score| / 2
    score <= -0.25  SELL,  confidence = 0.5 + |score| / 2
    otherwise       HOLD,  confidence = 1 - |score|

A steady trend carries seven of the ten votes, so noise in the three quick ones cannot take its confidence below 0.7.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from stocksteward.core.money import format_number
from trading.strategies import series
from trading.strategies.base import Parameter, Signal, SignalSide, abstain, confidence_from, too_few_bars

if TYPE_CHECKING:
    from market.domain.bars import Bar

NAME = "indicator_vote"
BARS_NEEDED = 50
DEAD_BAND = 0.001
DECISIVE_SCORE = 0.25
WEIGHT_TOTAL = 10


class Readings(Protocol):
    """The indicators that vote; ``market.domain.indicators.IndicatorFacts`` has them all. None is unknown."""

    @property
    def close(self) -> float | None: ...
    @property
    def sma_20(self) -> float | None: ...
    @property
    def sma_50(self) -> float | None: ...
    @property
    def ema_12(self) -> float | None: ...
    @property
    def ema_26(self) -> float | None: ...
    @property
    def macd_histogram(self) -> float | None: ...
    @property
    def rsi_14(self) -> float | None: ...
    @property
    def bollinger_upper(self) -> float | None: ...
    @property
    def bollinger_lower(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Vote:
    """How one indicator votes and why."""

    weight: int
    direction: int  # -1, 0 or 1
    reason: str


class IndicatorVote:
    """Trend first, momentum second, then strength and stretch."""

    name = NAME
    title = "Indicator vote"
    description = "Moving averages, MACD, RSI and Bollinger bands vote with fixed weights; a steady trend decides."
    parameters: tuple[Parameter, ...] = ()

    def check(self, parameters: Mapping[str, int]) -> list[tuple[str, str]]:
        """Nothing can be wrong: it has no parameters."""
        return []

    def bars_needed(self, parameters: Mapping[str, int]) -> int:
        """Fifty, for the slow average."""
        return BARS_NEEDED

    def signal(self, *, bars: Sequence[Bar], parameters: Mapping[str, int]) -> Signal:
        """Compute the indicators of the bars and let them vote."""
        if len(bars) < BARS_NEEDED:
            return too_few_bars(rule=NAME, bars=bars, needed=BARS_NEEDED)
        return signal_from(readings=series.readings(bars), as_of=bars[-1].at)


def signal_from(*, readings: Readings, as_of: datetime | None) -> Signal:
    """Let indicators that somebody else computed vote; one that is missing or not a number makes the rule abstain."""
    figures = _figures(readings)
    if figures is None:
        return abstain(rule=NAME, reason="At least one indicator is not known, so the rule has no opinion.", as_of=as_of)
    votes = sorted(_votes(figures), key=lambda vote: (-vote.weight, vote.reason))
    score = sum(vote.weight * vote.direction for vote in votes) / WEIGHT_TOTAL
    if score >= DECISIVE_SCORE:
        side, share = SignalSide.BUY, 0.5 + score / 2
    elif score <= -DECISIVE_SCORE:
        side, share = SignalSide.SELL, 0.5 - score / 2
    else:
        side, share = SignalSide.HOLD, 1 - abs(score)
    summary = f"The votes add up to {score:+.2f} on a scale from -1 to +1."
    return Signal(
        side=side,
        confidence=confidence_from(share),
        reasons=(*(vote.reason for vote in votes if vote.direction), summary),
        rule=NAME,
        as_of=as_of,
    )


def _figures(readings: Readings) -> dict[str, float] | None:
    names = ("close", "sma_20", "sma_50", "ema_12", "ema_26", "macd_histogram", "rsi_14", "bollinger_upper", "bollinger_lower")
    figures = {}
    for name in names:
        value = getattr(readings, name)
        if value is None or not math.isfinite(value):
            return None
        figures[name] = float(value)
    return figures if figures["sma_50"] > 0 else None


def _votes(figures: dict[str, float]) -> list[Vote]:
    close, slow, fast = figures["close"], figures["sma_50"], figures["sma_20"]
    trend = _direction(fast / slow - 1, dead_band=DEAD_BAND)
    position = _direction(close / slow - 1, dead_band=DEAD_BAND)
    momentum = _direction(figures["ema_12"] - figures["ema_26"])
    impulse = _direction(figures["macd_histogram"])
    return [
        Vote(3, trend, f"The 20-day average ({_figure(fast)}) is {_word(trend)} the 50-day average ({_figure(slow)})."),
        Vote(2, position, f"The price ({_figure(close)}) is {_word(position)} the 50-day average ({_figure(slow)})."),
        Vote(2, momentum, f"The 12-day exponential average is {_word(momentum)} the 26-day one."),
        Vote(1, impulse, f"The MACD is {_word(impulse)} its signal line."),
        _strength(figures["rsi_14"], has_moved=figures["bollinger_upper"] > figures["bollinger_lower"]),
        _stretch(close=close, upper=figures["bollinger_upper"], lower=figures["bollinger_lower"]),
    ]


def _strength(rsi: float, *, has_moved: bool) -> Vote:
    if not has_moved:
        return Vote(1, 0, "The price has not moved, so its strength says nothing.")  # the RSI is 0 then, by definition
    if rsi > 70:
        return Vote(1, -1, f"The RSI of {rsi:.1f} is above 70: overbought.")
    if rsi < 30:
        return Vote(1, 1, f"The RSI of {rsi:.1f} is below 30: oversold.")
    return Vote(1, _direction(rsi - 50), f"The RSI of {rsi:.1f} is {_word(_direction(rsi - 50))} its middle of 50.")


def _stretch(*, close: float, upper: float, lower: float) -> Vote:
    if close > upper:
        return Vote(1, -1, f"The price is over the upper Bollinger band ({_figure(upper)}).")
    if close < lower:
        return Vote(1, 1, f"The price is under the lower Bollinger band ({_figure(lower)}).")
    return Vote(1, 0, "The price is between its Bollinger bands.")


def _direction(difference: float, *, dead_band: float = 0.0) -> int:
    if abs(difference) < dead_band or difference == 0:
        return 0
    return 1 if difference > 0 else -1


def _figure(value: float) -> str:
    return format_number(Decimal(value))


def _word(direction: int) -> str:
    return {1: "above", -1: "below", 0: "level with"}[direction]

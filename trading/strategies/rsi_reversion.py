"""Buys what has fallen too fast and sells what has risen too fast, by the relative strength index."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from market.domain import indicators
from trading.strategies import series
from trading.strategies.base import Parameter, Signal, SignalSide, abstain, confidence_from, too_few_bars

if TYPE_CHECKING:
    from market.domain.bars import Bar

NAME = "rsi_reversion"


class RsiReversion:
    """Against the crowd, within limits."""

    name = NAME
    title = "RSI reversion"
    description = "Buys when the RSI is below its lower bound (oversold), sells when it is above its upper bound (overbought)."
    parameters = (
        Parameter(name="period", label="RSI period (bars)", default=14, minimum=2, maximum=100),
        Parameter(name="oversold", label="Buy below", default=30, minimum=5, maximum=50),
        Parameter(name="overbought", label="Sell above", default=70, minimum=50, maximum=95),
    )

    def check(self, parameters: Mapping[str, int]) -> list[tuple[str, str]]:
        """The bounds must leave a middle."""
        if parameters["oversold"] >= parameters["overbought"]:
            return [("oversold", "The lower bound must be below the upper bound.")]
        return []

    def bars_needed(self, parameters: Mapping[str, int]) -> int:
        """One more than the period: it looks at changes."""
        return parameters["period"] + 1

    def signal(self, *, bars: Sequence[Bar], parameters: Mapping[str, int]) -> Signal:
        """Look where the RSI of the latest bar stands."""
        needed = self.bars_needed(parameters)
        if len(bars) < needed:
            return too_few_bars(rule=NAME, bars=bars, needed=needed)
        closes = series.closes(bars)
        rsi = float(indicators.rsi(closes, period=parameters["period"])[-1])
        if not math.isfinite(rsi):
            return abstain(rule=NAME, reason="The RSI is not known, so the rule has no opinion.", as_of=bars[-1].at)
        if bool((closes == closes[-1]).all()):
            # Without any change the index is 0 by definition, which would look like a panic.
            return Signal(SignalSide.HOLD, confidence_from(0.5), ("The price has not moved at all.",), NAME, bars[-1].at)
        low, high = parameters["oversold"], parameters["overbought"]
        if rsi < low:
            reason = f"The RSI of {rsi:.1f} is below {low}: oversold."
            return Signal(SignalSide.BUY, confidence_from(0.5 + (low - rsi) / low / 2), (reason,), NAME, bars[-1].at)
        if rsi > high:
            reason = f"The RSI of {rsi:.1f} is above {high}: overbought."
            return Signal(SignalSide.SELL, confidence_from(0.5 + (rsi - high) / (100 - high) / 2), (reason,), NAME, bars[-1].at)
        reason = f"The RSI of {rsi:.1f} is between {low} and {high}."
        return Signal(SignalSide.HOLD, confidence_from(0.5), (reason,), NAME, bars[-1].at)

"""Buys when the fast average crosses above the slow one, sells when it crosses below."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from market.domain import indicators
from trading.strategies import series
from trading.strategies.base import Parameter, Signal, SignalSide, abstain, confidence_from, too_few_bars

if TYPE_CHECKING:
    from market.domain.bars import Bar

NAME = "moving_average_cross"
CONFIDENCE_OF_A_CROSS = 0.6
GAP_OF_FULL_CONFIDENCE = 0.02  # of the slow average


class MovingAverageCross:
    """The oldest trend rule there is."""

    name = NAME
    title = "Moving average cross"
    description = "Buys when the fast simple moving average crosses above the slow one, sells when it crosses below."
    parameters = (
        Parameter(name="fast", label="Fast average (bars)", default=20, minimum=2, maximum=200),
        Parameter(name="slow", label="Slow average (bars)", default=50, minimum=3, maximum=400),
    )

    def check(self, parameters: Mapping[str, int]) -> list[tuple[str, str]]:
        """The fast average has to be faster."""
        if parameters["fast"] >= parameters["slow"]:
            return [("fast", f"The fast average ({parameters['fast']}) must be shorter than the slow one ({parameters['slow']}).")]
        return []

    def bars_needed(self, parameters: Mapping[str, int]) -> int:
        """One more than the slow average, to see a cross."""
        return parameters["slow"] + 1

    def signal(self, *, bars: Sequence[Bar], parameters: Mapping[str, int]) -> Signal:
        """Compare the two averages at the latest bar and the one before."""
        needed = self.bars_needed(parameters)
        if len(bars) < needed:
            return too_few_bars(rule=NAME, bars=bars, needed=needed)
        closes = series.closes(bars)
        fast, slow = indicators.sma(closes, period=parameters["fast"]), indicators.sma(closes, period=parameters["slow"])
        before, now, level = float(fast[-2] - slow[-2]), float(fast[-1] - slow[-1]), float(slow[-1])
        if not (math.isfinite(before) and math.isfinite(now) and level > 0):
            return abstain(rule=NAME, reason="A price among the bars is not a number, so the rule has no opinion.", as_of=bars[-1].at)
        words = f"the {parameters['fast']}-bar average and the {parameters['slow']}-bar average"
        if before <= 0 < now or before >= 0 > now:
            side = SignalSide.BUY if now > 0 else SignalSide.SELL
            extra = min(abs(now) / level / GAP_OF_FULL_CONFIDENCE, 1.0) * (1 - CONFIDENCE_OF_A_CROSS)
            reason = f"Of {words}, the fast one has just crossed {'above' if now > 0 else 'below'} the slow one."
            return Signal(side, confidence_from(CONFIDENCE_OF_A_CROSS + extra), (reason,), NAME, bars[-1].at)
        reason = f"Since the bar before, {words} have not crossed."
        return Signal(SignalSide.HOLD, confidence_from(CONFIDENCE_OF_A_CROSS), (reason,), NAME, bars[-1].at)

"""Bars as the series of numbers that indicators take. Floats are in place here: a signal is advice and never becomes a price."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from market.domain import indicators

if TYPE_CHECKING:
    from market.domain.bars import Bar
    from market.domain.indicators import IndicatorFacts, Series


def closes(bars: Sequence[Bar]) -> Series:
    """Return the closes in the order of the bars."""
    return np.array([float(bar.close) for bar in bars], dtype=np.float64)


def readings(bars: Sequence[Bar]) -> IndicatorFacts:
    """Return the latest value of every indicator; there must be at least one bar."""
    return indicators.describe(
        highs=np.array([float(bar.high) for bar in bars], dtype=np.float64),
        lows=np.array([float(bar.low) for bar in bars], dtype=np.float64),
        closes=closes(bars),
        as_of=bars[-1].at,
    )

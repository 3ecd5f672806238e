"""Technical indicators over closes, as TA-Lib computes them: the first values, which need a longer past, are NaN.

They describe prices, they never become one: floats are in place here and nowhere near the books. Sums run in TA-Lib's own order, so
that the desk and a person's own notebook agree to the last digits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

Series = npt.NDArray[np.float64]
_ZERO = 1e-14  # below this TA-Lib takes a number for zero


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """The latest value of each indicator; None where there are too few bars. ``as_of`` is the moment of the latest price that counts."""

    as_of: datetime
    bars: int
    close: float
    sma_20: float | None
    sma_50: float | None
    ema_12: float | None
    ema_26: float | None
    macd: float | None
    macd_signal: float | None
    macd_histogram: float | None
    rsi_14: float | None
    bollinger_upper: float | None
    bollinger_middle: float | None
    bollinger_lower: float | None
    atr_14: float | None


def sma(values: Series, *, period: int) -> Series:
    """Return the simple moving average."""
    result = _unknown(values)
    total = 0.0
    for place, value in enumerate(values.tolist()):
        total += value
        if place >= period - 1:
            result[place] = total / period
            total -= float(values[place - period + 1])
    return result


def ema(values: Series, *, period: int) -> Series:
    """Return the exponential moving average, which begins with the simple average of the first ``period`` values."""
    return _ema_from(values, period=period, first=period - 1)


def macd(values: Series, *, fast: int = 12, slow: int = 26, signal: int = 9) -> tuple[Series, Series, Series]:
    """Return the difference of two exponential averages, the average of that (its signal), and their difference (the histogram)."""
    begin = slow - 1
    line = _ema_from(values, period=fast, first=begin) - _ema_from(values, period=slow, first=begin)
    signal_line = _unknown(values)
    if len(values) > begin:
        signal_line[begin:] = ema(line[begin:], period=signal)
    line[np.isnan(signal_line)] = np.nan
    return line, signal_line, line - signal_line


def rsi(values: Series, *, period: int = 14) -> Series:
    """Return Wilder's relative strength index, 0 to 100."""
    result = _unknown(values)
    if len(values) <= period:
        return result
    changes = np.diff(values).tolist()
    gain = loss = 0.0
    for change in changes[:period]:
        gain, loss = (gain, loss - change) if change < 0 else (gain + change, loss)
    gain, loss = gain / period, loss / period
    result[period] = _strength(gain, loss)
    for place, change in enumerate(changes[period:], start=period + 1):
        gain, loss = gain * (period - 1), loss * (period - 1)
        gain, loss = (gain, loss - change) if change < 0 else (gain + change, loss)
        gain, loss = gain / period, loss / period
        result[place] = _strength(gain, loss)
    return result


def bollinger(values: Series, *, period: int = 20, deviations: float = 2.0) -> tuple[Series, Series, Series]:
    """Return the upper, middle and lower band: the simple average and that many standard deviations (of the population) around it."""
    middle = sma(values, period=period)
    width = _unknown(values)
    total = 0.0
    for place, value in enumerate(values.tolist()):
        total += value * value
        if place >= period - 1:
            mean_of_squares = total / period
            leaving = float(values[place - period + 1])
            total -= leaving * leaving
            variance = mean_of_squares - float(middle[place]) ** 2
            width[place] = math.sqrt(variance) if variance >= _ZERO else 0.0
    return middle + width * deviations, middle, middle - width * deviations


def atr(*, highs: Series, lows: Series, closes: Series, period: int = 14) -> Series:
    """Return Wilder's average true range."""
    result = _unknown(closes)
    if len(closes) <= period:
        return result
    before = closes[:-1]
    ranges = np.maximum(highs[1:] - lows[1:], np.maximum(np.abs(highs[1:] - before), np.abs(lows[1:] - before))).tolist()
    average = sum(ranges[:period]) / period
    result[period] = average
    for place, size in enumerate(ranges[period:], start=period + 1):
        average = (average * (period - 1) + size) / period
        result[place] = average
    return result


def describe(*, highs: Series, lows: Series, closes: Series, as_of: datetime) -> IndicatorFacts:
    """Return the latest value of every indicator; the series are of one length, of at least one bar, in the order of time."""
    line, signal_line, histogram = macd(closes)
    upper, middle, lower = bollinger(closes)
    return IndicatorFacts(
        as_of=as_of,
        bars=len(closes),
        close=float(closes[-1]),
        sma_20=_latest(sma(closes, period=20)),
        sma_50=_latest(sma(closes, period=50)),
        ema_12=_latest(ema(closes, period=12)),
        ema_26=_latest(ema(closes, period=26)),
        macd=_latest(line),
        macd_signal=_latest(signal_line),
        macd_histogram=_latest(histogram),
        rsi_14=_latest(rsi(closes)),
        bollinger_upper=_latest(upper),
        bollinger_middle=_latest(middle),
        bollinger_lower=_latest(lower),
        atr_14=_latest(atr(highs=highs, lows=lows, closes=closes)),
    )


def _ema_from(values: Series, *, period: int, first: int) -> Series:
    """As :func:`ema`, with the first value at a later place: MACD lets both of its averages begin together."""
    result = _unknown(values)
    if len(values) <= first:
        return result
    weight = 2.0 / (period + 1)
    # TA-Lib adds one by one, from the oldest.
    average = 0.0
    for value in values[first - period + 1 : first + 1].tolist():
        average += value
    average /= period
    result[first] = average
    for place, value in enumerate(values[first + 1 :].tolist(), start=first + 1):
        average += (value - average) * weight
        result[place] = average
    return result


def _strength(gain: float, loss: float) -> float:
    both = gain + loss
    return 0.0 if abs(both) < _ZERO else 100.0 * (gain / both)


def _unknown(values: Series) -> Series:
    return np.full(len(values), np.nan, dtype=np.float64)


def _latest(values: Series) -> float | None:
    value = float(values[-1])
    return value if math.isfinite(value) else None

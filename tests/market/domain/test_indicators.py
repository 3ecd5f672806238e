"""Indicators equal TA-Lib's, whatever the prices; what is not known yet is NaN, in a description None."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.domain import indicators

talib = pytest.importorskip("talib")

AT = datetime(2026, 11, 20, tzinfo=UTC)
paise = st.integers(min_value=5, max_value=20_000_000)


@st.composite
def bars(draw):
    closes = np.array(draw(st.lists(paise, min_size=1, max_size=120)), dtype=np.float64) / 100
    spread = np.array(draw(st.lists(st.integers(0, 500), min_size=len(closes), max_size=len(closes))), dtype=np.float64) / 100
    return closes + spread, np.maximum(closes - spread, 0.01), closes


def same(ours, theirs, *, scale):
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9 * scale, equal_nan=True)


@given(bars())
def test_every_indicator_equals_talibs(series):
    highs, lows, closes = series
    scale = float(closes.max())

    same(indicators.sma(closes, period=20), talib.SMA(closes, 20), scale=scale)
    same(indicators.sma(closes, period=50), talib.SMA(closes, 50), scale=scale)
    same(indicators.ema(closes, period=12), talib.EMA(closes, 12), scale=scale)
    same(indicators.ema(closes, period=26), talib.EMA(closes, 26), scale=scale)
    same(indicators.rsi(closes), talib.RSI(closes, 14), scale=1)
    same(indicators.atr(highs=highs, lows=lows, closes=closes), talib.ATR(highs, lows, closes, 14), scale=scale)
    for ours, theirs in zip(indicators.macd(closes), talib.MACD(closes), strict=True):
        same(ours, theirs, scale=scale)
    for ours, theirs in zip(indicators.bollinger(closes), talib.BBANDS(closes, 20), strict=True):
        same(ours, theirs, scale=scale)


@given(st.integers(2, 12), st.integers(13, 40), st.integers(2, 12), st.lists(paise, min_size=60, max_size=90))
def test_macd_of_other_periods_equals_talibs(fast, slow, signal, prices):
    closes = np.array(prices, dtype=np.float64) / 100

    for ours, theirs in zip(
        indicators.macd(closes, fast=fast, slow=slow, signal=signal), talib.MACD(closes, fast, slow, signal), strict=True
    ):
        same(ours, theirs, scale=float(closes.max()))


@pytest.mark.parametrize("price", [0.05, 100.0, 1234.56, 132_665.0])
def test_a_price_that_stands_still_has_no_strength_and_a_band_of_no_width(price):
    closes = np.full(60, price)

    assert indicators.rsi(closes)[-1] == 0.0
    same(np.stack(indicators.bollinger(closes)), np.stack(talib.BBANDS(closes, 20)), scale=price)


def test_a_steady_rise_has_full_strength():
    closes = np.arange(1.0, 61.0)

    assert indicators.rsi(closes)[-1] == 100.0
    assert indicators.sma(closes, period=20)[-1] == 50.5


@pytest.mark.parametrize("length", [1, 14, 20, 33])
def test_what_needs_more_bars_is_unknown_and_never_zero(length):
    closes = np.linspace(100, 110, length)

    facts = indicators.describe(highs=closes, lows=closes, closes=closes, as_of=AT)

    assert facts.bars == length
    assert facts.close == closes[-1]
    assert facts.sma_50 is None
    assert (facts.macd, facts.macd_signal, facts.macd_histogram) == (None, None, None)
    assert (facts.sma_20 is None) == (length < 20)
    assert (facts.rsi_14 is None) == (facts.atr_14 is None) == (length < 15)


def test_a_year_of_bars_knows_everything():
    closes = 1_000 + np.cumsum(np.sin(np.arange(250)))

    facts = indicators.describe(highs=closes + 1, lows=closes - 1, closes=closes, as_of=AT)

    assert None not in [getattr(facts, name) for name in facts.__slots__]
    assert facts.macd_histogram == facts.macd - facts.macd_signal
    assert facts.bollinger_lower < facts.bollinger_middle < facts.bollinger_upper

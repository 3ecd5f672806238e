"""The indicators of an instrument now: finished daily bars, and today as far as the quote has come."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from threading import Lock

import numpy as np

from market.domain.bars import Bar, midnight_in_mumbai
from market.domain.indicators import IndicatorFacts, describe
from market.domain.instruments import InstrumentFacts
from market.enums import BarInterval
from market.selectors.bars import list_bars, stored_version
from market.selectors.market_clock import market_now
from market.selectors.market_mode import current_mode
from market.selectors.quotes import get_quote

BARS_USED = 300  # enough for what the averages forget to be below a paisa
BARS_MIN = 20
_CACHE_SIZE = 256

_Key = tuple[object, ...]
_cache: OrderedDict[_Key, list[Bar]] = OrderedDict()
_lock = Lock()


def get_indicators(*, instrument: InstrumentFacts, at: datetime) -> IndicatorFacts | None:
    """Return the latest indicators; None if fewer than twenty days are known, single fields None where they need more.

    Today's price counts as today's close while the day runs. Prices are unadjusted.

    :raises StoreUnreadable: if the stored file is damaged.
    """
    today = midnight_in_mumbai(market_now(at=at))
    bars = _finished_days(instrument, today=today, at=at)
    quote = get_quote(instrument_id=instrument.id, at=at)
    as_of = bars[-1].at if bars else at
    if quote.last is not None and quote.as_of is not None and midnight_in_mumbai(quote.as_of) == today and quote.as_of <= max(at, today):
        highest = max(quote.high or quote.last, quote.last)
        lowest = min(quote.low or quote.last, quote.last)
        bars = [*bars, Bar(today, quote.open or quote.last, highest, lowest, quote.last, quote.volume)]
        as_of = quote.as_of
    if len(bars) < BARS_MIN:
        return None
    return describe(
        highs=np.array([float(bar.high) for bar in bars]),
        lows=np.array([float(bar.low) for bar in bars]),
        closes=np.array([float(bar.close) for bar in bars]),
        as_of=as_of,
    )


def _finished_days(instrument: InstrumentFacts, *, today: datetime, at: datetime) -> list[Bar]:
    """Return the days before today; they stay the same all day, unless a file is imported."""
    mode = current_mode()
    version = 0 if mode.kind == "demo" else stored_version(instrument=instrument, interval=BarInterval.DAY)
    key = (instrument.exchange, instrument.symbol, mode.text, today, version)
    with _lock:
        known = _cache.get(key)
        if known is not None:
            _cache.move_to_end(key)
            return known
    bars = list_bars(instrument=instrument, interval=BarInterval.DAY, end=today, limit=BARS_USED, at=at)
    with _lock:
        _cache[key] = bars
        while len(_cache) > _CACHE_SIZE:
            _cache.popitem(last=False)
    return bars

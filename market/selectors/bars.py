"""Bars of an instrument: generated in the demo market, stored elsewhere; a replay never sees what its clock has not reached."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import takewhile

from django.conf import settings

from market.domain.bars import SECONDS_OF, Bar, bars_from_ticks, begins_at, ends_at, midnight_in_mumbai, resample
from market.domain.instruments import InstrumentFacts
from market.domain.simulated_exchange import listing_of, simulated_bars
from market.enums import BarInterval
from market.selectors.market_clock import market_now
from market.selectors.market_mode import current_mode
from market.selectors.price_files import bar_files, tick_files
from market.selectors.watched import is_simulated
from stocksteward.core import clock
from stocksteward.core.clock import ist_date

LIMIT_MAX = 5_000


def list_bars(
    *,
    instrument: InstrumentFacts,
    interval: BarInterval,
    start: datetime | None = None,
    end: datetime | None = None,
    limit: int = 500,
    at: datetime | None = None,
) -> list[Bar]:
    """Return the latest ``limit`` unadjusted bars that begin from ``start`` and before ``end``, in the order of time.

    Nothing later than the market's time at ``at`` (default: now) shows: in the demo market the bar that is running goes as far as
    that, in a replay a bar appears when it is complete. What the simulated exchange does not list has its stored bars. Longer intraday
    bars are made of minutes where only those are stored, and the day that is replayed of its ticks where no minutes are stored.

    :raises StoreUnreadable: if the stored file is damaged.
    """
    wanted = max(1, min(limit, LIMIT_MAX))
    interval = BarInterval(interval)
    moment = clock.now() if at is None else at
    if current_mode().kind == "demo" and is_simulated(instrument):
        return _simulated(instrument, interval, start=start, end=end, limit=wanted, at=moment)
    return _stored(instrument, interval, start=start, end=end, limit=wanted, at=moment)


def stored_version(*, instrument: InstrumentFacts, interval: BarInterval) -> int:
    """Return a number that changes whenever the instrument's stored bars do; 0 without any."""
    return bar_files().version(exchange=instrument.exchange, symbol=instrument.symbol, interval=interval)


def _simulated(
    instrument: InstrumentFacts, interval: BarInterval, *, start: datetime | None, end: datetime | None, limit: int, at: datetime
) -> list[Bar]:
    seconds = SECONDS_OF[interval]
    until = at if end is None else min(_end_of_its_bar(end, seconds), at)
    earliest = until - timedelta(seconds=seconds * (limit + 1))
    bars = simulated_bars(
        seed=settings.STEWARD_DEMO_SEED,
        listing=listing_of(symbol=instrument.symbol, kind=instrument.kind, tick_size=instrument.tick_size),
        interval_seconds=seconds,
        start=earliest if start is None else max(start, earliest),
        end=until,
    )
    found = [
        Bar(bar.at, bar.open, bar.high, bar.low, bar.close, bar.volume)
        for bar in bars
        if (start is None or bar.at >= start) and (end is None or bar.at < end)
    ]
    return found[-limit:]


def _end_of_its_bar(moment: datetime, seconds: int) -> datetime:
    """Return the end of the simulated bar in which a moment lies; they are counted from midnight in Mumbai."""
    over = (moment - midnight_in_mumbai(moment)) % timedelta(seconds=seconds)
    return moment + (timedelta(seconds=seconds) - over if over else over)


def _stored(
    instrument: InstrumentFacts, interval: BarInterval, *, start: datetime | None, end: datetime | None, limit: int, at: datetime
) -> list[Bar]:
    mode = current_mode()
    market_time = market_now(at=at)
    if mode.kind == "replay":
        # Of what begins before this, everything is complete at the market's time.
        complete = market_time - timedelta(seconds=SECONDS_OF[interval]) + timedelta(microseconds=1)
        end = complete if end is None else min(end, complete)
    found = _from_files(instrument, interval, start=start, end=end, limit=limit)
    if mode.kind != "replay" or interval is BarInterval.DAY or ist_date(market_time) != mode.replay_date:
        return found
    today = begins_at(at=market_time, interval=BarInterval.DAY)
    if any(bar.at >= today for bar in found):
        return found
    ticks = takewhile(
        lambda tick: tick.at < market_time,
        tick_files().read(exchange=instrument.exchange, symbol=instrument.symbol, day=ist_date(market_time)),
    )
    played = _between(bars_from_ticks(ticks, interval=interval), start=start, end=end)
    return [*found, *(bar for bar in played if ends_at(at=bar.at, interval=interval) <= market_time)][-limit:]


def _from_files(
    instrument: InstrumentFacts, interval: BarInterval, *, start: datetime | None, end: datetime | None, limit: int
) -> list[Bar]:
    files = bar_files()
    exchange, symbol = instrument.exchange, instrument.symbol
    found = files.read(exchange=exchange, symbol=symbol, interval=interval, start=start, end=end, limit=limit)
    if found or interval in {BarInterval.MINUTE, BarInterval.DAY}:
        return found
    # The first minute that is read may lie inside a longer bar, which then would be cut: one bar more is read and left out.
    minutes_a_bar = SECONDS_OF[interval] // SECONDS_OF[BarInterval.MINUTE]
    begin = None if start is None else begins_at(at=start, interval=interval)
    until = (
        None if end is None else begins_at(at=end - timedelta(microseconds=1), interval=interval) + timedelta(seconds=SECONDS_OF[interval])
    )
    minutes = files.read(
        exchange=exchange, symbol=symbol, interval=BarInterval.MINUTE, start=begin, end=until, limit=(limit + 1) * minutes_a_bar
    )
    bars = resample(minutes, interval=interval)
    is_cut = len(minutes) == (limit + 1) * minutes_a_bar and minutes[0].at != bars[0].at
    return _between(bars[1:] if is_cut else bars, start=start, end=end)[-limit:]


def _between(bars: Iterable[Bar], *, start: datetime | None, end: datetime | None) -> list[Bar]:
    return [bar for bar in bars if (start is None or bar.at >= start) and (end is None or bar.at < end)]

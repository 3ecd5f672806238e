"""The demo market: prices of every instrument at any moment, computed from a seed alone.

The price is a function of (seed, symbol, moment), so a restart changes nothing and yesterday's bars are what yesterday's pages showed.
It never closes: a day of this exchange is a calendar day in Mumbai and begins at the level where the day before ended. Levels add a
trend, a factor of the whole market, one of the sector and the instrument's own noise. Inside a day the path runs over the day's high
and low, which are known beforehand (so daily bars cost nothing), with fractal noise around it. Between knots of five seconds it is a
straight line, so the knots hold every extreme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np

from market.domain.noise import Integers
from market.domain.simulated_paths import DAY_SECONDS, KNOT_SECONDS, Listing, Paths, listing_of

__all__ = ["SOURCE", "Listing", "SimulatedBar", "SimulatedExchange", "SimulatedQuote", "listing_of", "simulated_bars"]

SOURCE = "simulated"
BARS_MAX = 20_000
# Arrays are kept small: a whole day of every listing at once would take a hundred megabytes.
_KNOTS_AT_ONCE = 360
_KNOTS_OF_BARS_AT_ONCE = 50_000
_IST_OFFSET_SECONDS = 19_800  # India has no summer time
_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SimulatedQuote:
    """An instrument at one moment; ``volume`` is the day's total so far, None where it is not counted."""

    symbol: str
    last: Decimal
    bid: Decimal | None
    ask: Decimal | None
    open: Decimal
    high: Decimal
    low: Decimal
    previous_close: Decimal
    volume: int | None


@dataclass(frozen=True, slots=True)
class SimulatedBar:
    """One bar; ``at`` is its beginning, in UTC. A bar closes at the price at which the next one opens."""

    at: datetime
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: int | None


class SimulatedExchange:
    """Every listing of one seed, followed in time: asking for a later moment of the same day looks only at what is new."""

    def __init__(self, *, seed: int, listings: Sequence[Listing]) -> None:
        self.listings = tuple(listings)
        self._paths = Paths(seed=seed, listings=self.listings)
        self._day = -1
        self._knot = -1  # the latest that the running high and low have seen
        self._opens: Integers = np.zeros(len(self.listings), dtype=np.int64)
        self._highs: Integers = self._opens
        self._lows: Integers = self._opens

    def quotes(self, *, at: datetime) -> list[SimulatedQuote]:
        """Return every listing at one moment (its whole second counts), with the figures of the day so far."""
        if not self.listings:
            return []
        second = _local_second(at)
        lasts = self._paths.ticks_at(np.array([second], dtype=np.int64))[:, 0]
        self._look_back_from(second)
        highs, lows = np.maximum(self._highs, lasts), np.minimum(self._lows, lasts)
        volumes = self._paths.volumes(days=np.array([second // DAY_SECONDS], dtype=np.int64), seconds=np.array([second], dtype=np.int64))[
            :, 0
        ]
        below, above = self._paths.book_steps(second)
        return [
            self._quote(listing, figures)
            for listing, *figures in zip(self.listings, lasts, below, above, self._opens, highs, lows, volumes, strict=True)
        ]

    def _look_back_from(self, second: int) -> None:
        day, knot = second // DAY_SECONDS, second // KNOT_SECONDS
        if day != self._day or knot < self._knot:
            first = day * DAY_SECONDS // KNOT_SECONDS
            self._day = day
            self._opens = self._paths.in_ticks(self._paths.knot_logs(np.array([first], dtype=np.int64)))[:, 0]
            self._highs = self._lows = self._opens
            self._knot = first
        while self._knot < knot:
            latest = min(knot, self._knot + _KNOTS_AT_ONCE)
            seen = self._paths.in_ticks(self._paths.knot_logs(np.arange(self._knot + 1, latest + 1, dtype=np.int64)))
            self._highs, self._lows = np.maximum(self._highs, seen.max(axis=1)), np.minimum(self._lows, seen.min(axis=1))
            self._knot = latest

    @staticmethod
    def _quote(listing: Listing, figures: Sequence[int]) -> SimulatedQuote:
        last, below, above, opening, high, low, volume = map(int, figures)
        tick = listing.tick_size
        return SimulatedQuote(
            symbol=listing.symbol,
            last=last * tick,
            bid=max(last - below, 1) * tick if listing.has_book else None,
            ask=(last + above) * tick if listing.has_book else None,
            open=opening * tick,
            high=high * tick,
            low=low * tick,
            # Days follow each other without a gap: this one opened where the one before closed.
            previous_close=opening * tick,
            volume=volume if listing.daily_volume is not None else None,
        )


def simulated_bars(*, seed: int, listing: Listing, interval_seconds: int, start: datetime, end: datetime) -> list[SimulatedBar]:
    """Return the bars from ``start`` (taken down to a whole interval) up to ``end``; the last one may be unfinished.

    ``interval_seconds`` divides a day and is a multiple of five. Bars begin at whole intervals of Mumbai's clock.

    :raises ValueError: if the interval does not fit or more than 20,000 bars are asked for.
    """
    if interval_seconds % KNOT_SECONDS or DAY_SECONDS % interval_seconds:
        raise ValueError(f"a bar of {interval_seconds} seconds does not fit the day")
    first, latest = _local_second(start) // interval_seconds * interval_seconds, _local_second(end)
    count = -(-(latest - first) // interval_seconds)
    if count > BARS_MAX:
        raise ValueError(f"at most {BARS_MAX} bars at once")
    if count <= 0:
        return []
    paths = Paths(seed=seed, listings=[listing])
    starts = first + np.arange(count, dtype=np.int64) * interval_seconds
    whole_days = (latest - first) // DAY_SECONDS if interval_seconds == DAY_SECONDS else 0
    rows = _finished_days(paths, starts[:whole_days])
    at_once = max(_KNOTS_OF_BARS_AT_ONCE * KNOT_SECONDS // interval_seconds, 1)
    for place in range(whole_days, count, at_once):
        rows.extend(_from_knots(paths, starts[place : place + at_once], interval_seconds, latest))
    ends = np.minimum(starts + interval_seconds, latest)
    days = starts // DAY_SECONDS
    volumes = (paths.volumes(days=days, seconds=ends) - paths.volumes(days=days, seconds=starts))[0]
    tick = listing.tick_size
    return [
        SimulatedBar(
            at=_utc(int(begin)),
            open=int(row[0]) * tick,
            high=int(row[1]) * tick,
            low=int(row[2]) * tick,
            close=int(row[3]) * tick,
            volume=int(volume) if listing.daily_volume is not None else None,
        )
        for begin, row, volume in zip(starts, rows, volumes, strict=True)
    ]


def _finished_days(paths: Paths, starts: Integers) -> list[tuple[int, int, int, int]]:
    if not starts.size:
        return []
    figures = paths.figures(first_day=int(starts[0]) // DAY_SECONDS, latest_day=int(starts[-1]) // DAY_SECONDS)
    columns = [paths.in_ticks(values)[0].tolist() for values in (figures.open, figures.high, figures.low, figures.close)]
    return list(zip(*columns, strict=True))


def _from_knots(paths: Paths, starts: Integers, interval_seconds: int, latest: int) -> list[tuple[int, int, int, int]]:
    """Look at every knot; an unfinished last bar stands still from ``latest`` on, so that nothing of the future shows."""
    if not starts.size:
        return []
    knots_a_bar = interval_seconds // KNOT_SECONDS
    seconds = int(starts[0]) + np.arange(len(starts) * knots_a_bar + 1, dtype=np.int64) * KNOT_SECONDS
    ticks = paths.ticks_at(np.minimum(seconds, latest))[0]
    windows = np.lib.stride_tricks.sliding_window_view(ticks, knots_a_bar + 1)[::knots_a_bar]
    return list(
        zip(windows[:, 0].tolist(), windows.max(axis=1).tolist(), windows.min(axis=1).tolist(), windows[:, -1].tolist(), strict=True)
    )


def _local_second(at: datetime) -> int:
    """Return the seconds since 1970 that a clock in Mumbai would have counted; whole ones."""
    return (at - _UNIX_EPOCH) // timedelta(seconds=1) + _IST_OFFSET_SECONDS


def _utc(local_second: int) -> datetime:
    return _UNIX_EPOCH + timedelta(seconds=local_second - _IST_OFFSET_SECONDS)

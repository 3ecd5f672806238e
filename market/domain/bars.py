"""Bars: what an instrument did in one period, and how longer bars are made of shorter ones or of recorded ticks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from market.enums import BarInterval
from stocksteward.core.clock import IST, ist

SECONDS_OF: dict[BarInterval, int] = {
    BarInterval.MINUTE: 60,
    BarInterval.FIVE_MINUTES: 300,
    BarInterval.FIFTEEN_MINUTES: 900,
    BarInterval.HOUR: 3_600,
    BarInterval.DAY: 86_400,
}
SESSION_STARTS = time(9, 15)
_SESSION_START_SECOND = SESSION_STARTS.hour * 3_600 + SESSION_STARTS.minute * 60


@dataclass(frozen=True, slots=True)
class Bar:
    """Prices in rupees (points for an index), ``volume`` in shares (None: not known). ``at`` is where the period begins, in UTC.

    A daily bar begins at midnight in Mumbai. Prices are unadjusted, as they were traded.
    """

    at: datetime
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: int | None


@dataclass(frozen=True, slots=True)
class RecordedTick:
    """One price of a recorded day. ``quantity`` is what traded since the tick before; None where the recording does not say.

    ``total`` is the day's volume as recorded with it, the pre-open included; None where the recording counts none.
    """

    at: datetime
    price: Decimal
    quantity: int | None
    total: int | None = None


def begins_at(*, at: datetime, interval: BarInterval) -> datetime:
    """Return the beginning of the bar in which the moment lies; intraday bars are counted from 09:15 in Mumbai, as the exchange does."""
    local = ist(at)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if interval is BarInterval.DAY:
        return midnight.astimezone(UTC)
    seconds = SECONDS_OF[interval]
    since = (local - midnight) // timedelta(seconds=1) - _SESSION_START_SECOND
    return (midnight + timedelta(seconds=_SESSION_START_SECOND + since // seconds * seconds)).astimezone(UTC)


def ends_at(*, at: datetime, interval: BarInterval) -> datetime:
    """Return the moment from which a bar that begins at ``at`` is known in full."""
    return at + timedelta(seconds=SECONDS_OF[interval])


def traded_quantities(volumes: Iterable[int | None]) -> list[int | None]:
    """Return what traded at each tick from the day's totals that the recording gives, in the order of time.

    The first tick of a day is unknown (its total holds the pre-open), and so is one whose total fell or is missing: a late
    packet. Totals are compared with the highest one seen, so nothing is counted twice. A recording whose totals are all zero
    (an index) counts nothing: every quantity is unknown.
    """
    totals = list(volumes)
    if not any(totals):
        return [None] * len(totals)
    highest: int | None = None
    quantities: list[int | None] = []
    for total in totals:
        if total is None or highest is None or total < highest:
            quantities.append(None)
        else:
            quantities.append(total - highest)
        if total is not None and (highest is None or total > highest):
            highest = total
    return quantities


def resample(bars: Iterable[Bar], *, interval: BarInterval) -> list[Bar]:
    """Join bars, in the order of time, into longer ones. A volume is the sum of those known, None if none is."""
    joined: list[Bar] = []
    for bar in bars:
        begin = begins_at(at=bar.at, interval=interval)
        if joined and joined[-1].at == begin:
            before = joined[-1]
            joined[-1] = Bar(
                at=begin,
                open=before.open,
                high=max(before.high, bar.high),
                low=min(before.low, bar.low),
                close=bar.close,
                volume=_sum(before.volume, bar.volume),
            )
        else:
            joined.append(Bar(at=begin, open=bar.open, high=bar.high, low=bar.low, close=bar.close, volume=bar.volume))
    return joined


def bars_from_ticks(ticks: Iterable[RecordedTick], *, interval: BarInterval) -> list[Bar]:
    """Make bars of recorded ticks, in the order of time; a period without a tick has no bar."""
    return resample((Bar(tick.at, tick.price, tick.price, tick.price, tick.price, tick.quantity) for tick in ticks), interval=interval)


def midnight_in_mumbai(at: datetime) -> datetime:
    """Return the beginning, in UTC, of the day in Mumbai in which the moment lies: what a daily bar is stamped with."""
    return datetime.combine(ist(at).date(), time(), tzinfo=IST).astimezone(UTC)


def _sum(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return one if other is None else other
    return one + other

"""From the stamps of a file to the beginnings of its bars: zone, interval, and whether a stamp is the end of its bar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from market.domain.bars import SECONDS_OF, SESSION_STARTS
from market.domain.imports.rows import microseconds
from market.enums import BarInterval
from stocksteward.core.clock import IST
from stocksteward.core.errors import BadInput

MIDNIGHT = time()
_DAY_SECONDS_MIN = 20 * 3_600
_MIDNIGHT_IN_MUMBAI_UTC = time(18, 30)
_SESSION_ENDS = time(15, 30)
# The session of 09:15 to 15:30 as clocks of UTC show it, with its pre-open.
_SESSION_UTC = (time(3, 30), time(10, 5))


@dataclass(frozen=True, slots=True)
class TimePlan:
    """How the stamps of one file are read; ``zone`` is that of stamps which name none."""

    interval: BarInterval
    zone: tzinfo
    is_end: bool

    def begin(self, stamp: datetime) -> int:
        """Return the beginning of the stamped bar, in microseconds since 1970."""
        if self.interval is BarInterval.DAY:
            return self._day_begin(stamp)
        moment = stamp if stamp.tzinfo is not None else stamp.replace(tzinfo=self.zone)
        if self.is_end:
            moment -= timedelta(seconds=SECONDS_OF[self.interval])
        return microseconds(moment)

    def _day_begin(self, stamp: datetime) -> int:
        """The day is the one of the stamp's own clock if that shows midnight, else the one in Mumbai."""
        aware = stamp if stamp.tzinfo is not None else stamp.replace(tzinfo=self.zone)
        day = stamp.date() if stamp.timetz().replace(tzinfo=None) == MIDNIGHT else aware.astimezone(IST).date()
        return microseconds(datetime.combine(day, MIDNIGHT, tzinfo=IST))


def plan_times(
    sample: Iterable[tuple[str, datetime]],
    *,
    interval: BarInterval | None = None,
    zone: tzinfo | None = None,
    is_end: bool | None = None,
) -> TimePlan:
    """Find out from symbols and stamps of the first rows how a file's stamps are meant; what is given is not guessed.

    :raises BadInput: (field ``interval``) if the rows are no known interval apart.
    """
    stamps = list(sample)
    chosen = interval or _interval(stamps)
    chosen_zone = zone or _zone([stamp for _, stamp in stamps if stamp.tzinfo is None])
    if chosen is BarInterval.DAY:
        return TimePlan(chosen, chosen_zone, is_end=False)
    return TimePlan(chosen, chosen_zone, is_end=_stamps_are_ends(stamps, chosen, chosen_zone) if is_end is None else is_end)


def _interval(stamps: list[tuple[str, datetime]]) -> BarInterval:
    by_symbol: dict[str, list[float]] = {}
    for symbol, stamp in stamps:
        by_symbol.setdefault(symbol, []).append((stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)).timestamp())
    steps = Counter(round(later - sooner) for times in by_symbol.values() for sooner, later in pairwise(sorted(times)) if later > sooner)
    if not steps:
        if stamps and all(_shows_a_day(stamp) for _, stamp in stamps):
            return BarInterval.DAY
        raise BadInput("interval", "cannot be told from the file: give --interval (1m, 5m, 15m, 1h or 1d)")
    seconds = steps.most_common(1)[0][0]
    if seconds >= _DAY_SECONDS_MIN and all(_shows_a_day(stamp) for _, stamp in stamps):
        return BarInterval.DAY
    known = {length: name for name, length in SECONDS_OF.items()}
    if seconds not in known:
        raise BadInput("interval", f"of the file is {seconds} seconds: 1m, 5m, 15m, 1h and 1d are known")
    return known[seconds]


def _shows_a_day(stamp: datetime) -> bool:
    """Whether a stamp is a midnight, of its own zone or of Mumbai as UTC shows it."""
    shown = stamp.timetz().replace(tzinfo=None)
    if shown == MIDNIGHT:
        return True
    aware = stamp if stamp.tzinfo is not None else stamp.replace(tzinfo=UTC)
    return aware.astimezone(IST).timetz().replace(tzinfo=None) == MIDNIGHT


def _zone(stamps: list[datetime]) -> tzinfo:
    """Stamps that name no zone are Mumbai's, unless they show Mumbai's midnight or session as a clock of UTC would."""
    times = [stamp.time() for stamp in stamps]
    if times and all(shown == _MIDNIGHT_IN_MUMBAI_UTC for shown in times):
        return UTC
    first, latest = _SESSION_UTC
    if times and all(first <= shown <= latest for shown in times) and any(shown < time(8) for shown in times):
        return UTC
    return IST


def _stamps_are_ends(stamps: list[tuple[str, datetime]], interval: BarInterval, zone: tzinfo) -> bool:
    """A session that begins one interval after 09:15 and has a bar at 15:30 is stamped with the ends of its bars."""
    shown = {(stamp if stamp.tzinfo else stamp.replace(tzinfo=zone)).astimezone(IST).time() for _, stamp in stamps}
    first_end = (datetime.combine(date(2000, 1, 1), SESSION_STARTS) + timedelta(seconds=SECONDS_OF[interval])).time()
    return SESSION_STARTS not in shown and first_end in shown and _SESSION_ENDS in shown

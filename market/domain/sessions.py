"""When an instrument trades: the exchange calendar as plain data, and the questions that are asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from market.domain.instruments import NSE, InstrumentFacts
from market.enums import SegmentKind, SegmentScope, SessionKind
from stocksteward.core.clock import IST, ist

LOOK_AHEAD_DAYS = 15  # no gap between two sessions of the exchange was ever longer
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a day in Mumbai's time; the end is no longer part of it."""

    kind: SegmentKind
    scope: SegmentScope
    starts_at: time
    ends_at: time

    def is_for(self, *, has_closing_auction: bool) -> bool:
        """Say whether an instrument with or without a closing auction takes part."""
        if self.scope is SegmentScope.ALL:
            return True
        return has_closing_auction == (self.scope is SegmentScope.CLOSING_AUCTION)


@dataclass(frozen=True, slots=True)
class DayShape:
    """A kind of day and its segments; ``valid_from`` is the first date on which it is the regular one, None for special days."""

    name: str
    valid_from: date | None
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class ExceptionalDay:
    """A holiday, or a session that the weekday alone would not tell; without shape it is like a regular day."""

    date: date
    kind: SessionKind
    name: str
    is_open: bool
    shape: DayShape | None


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is needed to answer for some days of one exchange: regular shapes by date (oldest first), and the exceptions among the days."""

    exchange: str
    regular: tuple[DayShape, ...]
    exceptions: dict[date, ExceptionalDay]

    def shape_on(self, day: date) -> DayShape | None:
        """Return the shape of a trading day; None if the exchange is closed all day."""
        exception = self.exceptions.get(day)
        if exception is not None and not exception.is_open:
            return None
        if exception is not None and exception.shape is not None:
            return exception.shape
        if exception is None and day.weekday() >= SATURDAY:
            return None
        valid = [shape for shape in self.regular if shape.valid_from is not None and shape.valid_from <= day]
        return valid[-1] if valid else None

    def reason_closed_on(self, day: date) -> str:
        """Return why there is no session on a day."""
        exception = self.exceptions.get(day)
        if exception is not None and not exception.is_open:
            return f"The exchange is closed: {exception.name}."
        return "The exchange is closed at weekends." if day.weekday() >= SATURDAY else "No session is known for this day."


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """Whether orders are taken in an instrument now.

    ``is_open`` is true in continuous trading only: the desk sends no orders into auctions. ``opens_at`` is when continuous trading begins
    next (or began), ``closes_at`` when it ends; both None in the demo market, which never closes.
    """

    is_open: bool
    segment: SegmentKind | None
    reason: str
    opens_at: datetime | None
    closes_at: datetime | None
    name: str


DEMO_SESSION = SessionFacts(
    is_open=True,
    segment=SegmentKind.CONTINUOUS,
    reason="The demo market never closes.",
    opens_at=None,
    closes_at=None,
    name="Demo market",
)


def session_at(*, calendar: Calendar, has_closing_auction: bool, at: datetime) -> SessionFacts:
    """Return the session of the exchange for an instrument with or without a closing auction, at a moment of the market's clock."""
    local = ist(at)
    shape = calendar.shape_on(local.date())
    if shape is None:
        return _closed(
            calendar, local, has_closing_auction=has_closing_auction, reason=calendar.reason_closed_on(local.date()), name="Closed"
        )
    segments = [segment for segment in shape.segments if segment.is_for(has_closing_auction=has_closing_auction)]
    present = next((segment for segment in segments if segment.starts_at <= local.time() < segment.ends_at), None)
    exception = calendar.exceptions.get(local.date())
    name = exception.name if exception is not None else shape.name
    if present is not None and present.kind is SegmentKind.CONTINUOUS:
        opens_at, closes_at = _moment(local.date(), present.starts_at), _moment(local.date(), present.ends_at)
        return SessionFacts(
            is_open=True,
            segment=present.kind,
            reason=f"Continuous trading until {present.ends_at:%H:%M}.",
            opens_at=opens_at,
            closes_at=closes_at,
            name=name,
        )
    if present is not None:
        reason = f"{present.kind.label} until {present.ends_at:%H:%M}: the desk sends orders in continuous trading only."
        return _closed(calendar, local, has_closing_auction=has_closing_auction, reason=reason, name=name, segment=present.kind)
    return _closed(calendar, local, has_closing_auction=has_closing_auction, reason=_reason_between(segments, local.time()), name=name)


def _reason_between(segments: list[Segment], moment: time) -> str:
    continuous = [segment for segment in segments if segment.kind is SegmentKind.CONTINUOUS]
    if not continuous:
        return "This instrument does not trade today."
    if moment < continuous[0].starts_at:
        return f"Continuous trading begins at {continuous[0].starts_at:%H:%M}."
    following = next((segment for segment in continuous if segment.starts_at > moment), None)
    if following is not None:
        return f"Between two sessions; trading goes on at {following.starts_at:%H:%M}."
    return f"Continuous trading ended at {continuous[-1].ends_at:%H:%M}."


def _closed(
    calendar: Calendar, local: datetime, *, has_closing_auction: bool, reason: str, name: str, segment: SegmentKind | None = None
) -> SessionFacts:
    following = next_continuous(calendar=calendar, has_closing_auction=has_closing_auction, after=local)
    opens_at, closes_at = following if following is not None else (None, None)
    return SessionFacts(is_open=False, segment=segment, reason=reason, opens_at=opens_at, closes_at=closes_at, name=name)


def next_continuous(*, calendar: Calendar, has_closing_auction: bool, after: datetime) -> tuple[datetime, datetime] | None:
    """Return begin and end of the next continuous trading that begins after a moment; None if there is none within two weeks."""
    local = ist(after)
    for number in range(LOOK_AHEAD_DAYS):
        day = local.date() + timedelta(days=number)
        for begins, ends in continuous_on(calendar=calendar, has_closing_auction=has_closing_auction, day=day):
            if begins > local:
                return begins, ends
    return None


def continuous_on(*, calendar: Calendar, has_closing_auction: bool, day: date) -> list[tuple[datetime, datetime]]:
    """Return begin and end of each stretch of continuous trading on a day."""
    shape = calendar.shape_on(day)
    return [
        (_moment(day, segment.starts_at), _moment(day, segment.ends_at))
        for segment in (shape.segments if shape else ())
        if segment.kind is SegmentKind.CONTINUOUS and segment.is_for(has_closing_auction=has_closing_auction)
    ]


def reference_session_at(*, at: datetime) -> SessionFacts:
    """Return the session of currencies, metals and commodities, whose prices are only shown: open on weekdays."""
    is_open = ist(at).weekday() < SATURDAY
    reason = "Reference prices move on weekdays." if is_open else "Reference prices do not move at weekends."
    return SessionFacts(
        is_open=is_open,
        segment=SegmentKind.CONTINUOUS if is_open else None,
        reason=reason,
        opens_at=None,
        closes_at=None,
        name="Reference prices",
    )


def session_of(*, instrument: InstrumentFacts, calendar: Calendar, at: datetime) -> SessionFacts:
    """Return the session of one instrument at a moment of the market's clock."""
    if instrument.exchange != NSE:
        return reference_session_at(at=at)
    return session_at(calendar=calendar, has_closing_auction=instrument.has_closing_auction, at=at)


def _moment(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=IST)

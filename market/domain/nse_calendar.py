"""NSE's cash segment as the exchange has published it: shapes of the day by effective date, holidays 2024 to 2026, special sessions.

``manage.py setup`` writes it into the calendar tables, where the superadmin corrects and extends it (the list of a year comes in the
December before).
"""

from __future__ import annotations

from datetime import date, time

from market.domain.sessions import DayShape, ExceptionalDay, Segment
from market.enums import SegmentKind, SegmentScope, SessionKind

HOLIDAYS_KNOWN_FROM, HOLIDAYS_KNOWN_UNTIL = date(2024, 1, 1), date(2026, 12, 31)


def _segment(kind: SegmentKind, begins: str, ends: str, scope: SegmentScope = SegmentScope.ALL) -> Segment:
    return Segment(kind=kind, scope=scope, starts_at=time.fromisoformat(begins), ends_at=time.fromisoformat(ends))


def _with_closing_auction(pre_open_until: str) -> tuple[Segment, ...]:
    return (
        _segment(SegmentKind.PRE_OPEN, "09:00", pre_open_until),
        _segment(SegmentKind.CONTINUOUS, "09:15", "15:15", SegmentScope.CLOSING_AUCTION),
        _segment(SegmentKind.CONTINUOUS, "09:15", "15:30", SegmentScope.NO_CLOSING_AUCTION),
        _segment(SegmentKind.CLOSING_AUCTION, "15:20", "15:30", SegmentScope.CLOSING_AUCTION),
        _segment(SegmentKind.POST_CLOSE, "15:50", "16:00"),
    )


REGULAR_SHAPES: tuple[DayShape, ...] = (
    DayShape(
        name="Regular day",
        valid_from=date(2010, 10, 18),
        segments=(
            _segment(SegmentKind.PRE_OPEN, "09:00", "09:08"),
            _segment(SegmentKind.CONTINUOUS, "09:15", "15:30"),
            _segment(SegmentKind.POST_CLOSE, "15:40", "16:00"),
        ),
    ),
    DayShape(name="Regular day with closing auction", valid_from=date(2026, 8, 3), segments=_with_closing_auction("09:08")),
    DayShape(
        name="Regular day with closing auction and longer pre-open", valid_from=date(2026, 9, 7), segments=_with_closing_auction("09:10")
    ),
)


def _special(name: str, *stretches: tuple[str, str]) -> DayShape:
    return DayShape(name=name, valid_from=None, segments=tuple(_segment(SegmentKind.CONTINUOUS, *stretch) for stretch in stretches))


_EVENING_TO_2023 = _special("Muhurat 18:15 to 19:15", ("18:15", "19:15"))
_EVENING_2024 = _special("Muhurat 18:00 to 19:00", ("18:00", "19:00"))
_AFTERNOON_2025 = _special("Muhurat 13:45 to 14:45", ("13:45", "14:45"))
_TWO_SITES = _special("Two sessions, primary and recovery site", ("09:15", "10:00"), ("11:30", "12:30"))

_MUHURAT = (
    (date(2019, 10, 27), _EVENING_TO_2023),
    (date(2020, 11, 14), _EVENING_TO_2023),
    (date(2021, 11, 4), _EVENING_TO_2023),
    (date(2022, 10, 24), _EVENING_TO_2023),
    (date(2023, 11, 12), _EVENING_TO_2023),
    (date(2024, 11, 1), _EVENING_2024),
    (date(2025, 10, 21), _AFTERNOON_2025),
    # The circular with the hours of 2026 was not at hand: the evening hours of 2024 stand in.
    (date(2026, 11, 8), _EVENING_2024),
)
_BUDGET = (date(2020, 2, 1), date(2025, 2, 1), date(2026, 2, 1))
_RECOVERY: tuple[tuple[date, DayShape | None], ...] = (
    (date(2024, 1, 20), None),  # became a full regular session
    (date(2024, 3, 2), _TWO_SITES),
    (date(2024, 5, 18), _TWO_SITES),
)

_HOLIDAYS = """
2024-01-22 Special holiday
2024-01-26 Republic Day
2024-03-08 Mahashivratri
2024-03-25 Holi
2024-03-29 Good Friday
2024-04-11 Id-ul-Fitr
2024-04-17 Shri Ram Navami
2024-05-01 Maharashtra Day
2024-05-20 General election in Mumbai
2024-06-17 Bakri Id
2024-07-17 Muharram
2024-08-15 Independence Day
2024-10-02 Gandhi Jayanti
2024-11-15 Guru Nanak Jayanti
2024-11-20 Assembly election in Maharashtra
2024-12-25 Christmas
2025-02-26 Mahashivratri
2025-03-14 Holi
2025-03-31 Id-ul-Fitr
2025-04-10 Shri Mahavir Jayanti
2025-04-14 Dr. Ambedkar Jayanti
2025-04-18 Good Friday
2025-05-01 Maharashtra Day
2025-08-15 Independence Day
2025-08-27 Ganesh Chaturthi
2025-10-02 Gandhi Jayanti and Dussehra
2025-10-22 Diwali Balipratipada
2025-11-05 Guru Nanak Jayanti
2025-12-25 Christmas
2026-01-15 Municipal elections in Maharashtra
2026-01-26 Republic Day
2026-03-03 Holi
2026-03-26 Shri Ram Navami
2026-03-31 Shri Mahavir Jayanti
2026-04-03 Good Friday
2026-04-14 Dr. Ambedkar Jayanti
2026-05-01 Maharashtra Day
2026-05-28 Bakri Id
2026-06-26 Muharram
2026-09-14 Ganesh Chaturthi
2026-10-02 Gandhi Jayanti
2026-10-20 Dussehra
2026-11-10 Diwali Balipratipada
2026-11-24 Guru Nanak Jayanti
2026-12-25 Christmas
"""


def _exceptions() -> tuple[ExceptionalDay, ...]:
    holidays = [line.split(" ", 1) for line in _HOLIDAYS.strip().splitlines()]
    return (
        *(ExceptionalDay(date.fromisoformat(day), SessionKind.HOLIDAY, name, is_open=False, shape=None) for day, name in holidays),
        *(ExceptionalDay(day, SessionKind.MUHURAT, "Muhurat trading", is_open=True, shape=shape) for day, shape in _MUHURAT),
        *(ExceptionalDay(day, SessionKind.BUDGET, "Union Budget", is_open=True, shape=None) for day in _BUDGET),
        *(
            ExceptionalDay(day, SessionKind.DISASTER_RECOVERY, "Session on the recovery site", is_open=True, shape=shape)
            for day, shape in _RECOVERY
        ),
    )


EXCEPTIONS: tuple[ExceptionalDay, ...] = _exceptions()
SPECIAL_SHAPES: tuple[DayShape, ...] = (_EVENING_TO_2023, _EVENING_2024, _AFTERNOON_2025, _TWO_SITES)

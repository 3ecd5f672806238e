"""Holidays, special sessions and the closing auction, as the exchange had them."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta

import pytest

from market.domain import nse_calendar
from market.domain.sessions import Calendar, continuous_on, next_continuous, reference_session_at, session_at
from market.enums import SegmentKind
from stocksteward.core.clock import IST

CALENDAR = Calendar(exchange="NSE", regular=nse_calendar.REGULAR_SHAPES, exceptions={day.date: day for day in nse_calendar.EXCEPTIONS})


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=IST)


def session(text, *, has_closing_auction=True):
    return session_at(calendar=CALENDAR, has_closing_auction=has_closing_auction, at=at(text))


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        ("2026-11-24 11:00", "Guru Nanak Jayanti"),
        ("2026-11-21 11:00", "weekends"),
        ("2026-11-20 09:14:59", "begins at 09:15"),
        ("2026-11-20 09:05", "Pre-open until 09:10"),
        ("2026-09-04 09:09", "begins at 09:15"),
        ("2026-11-20 15:15", "ended at 15:15"),
        ("2026-11-20 15:22", "Closing auction until 15:30"),
        ("2026-11-20 15:55", "Post-close until 16:00"),
        ("2026-11-20 20:00", "ended at 15:15"),
        ("2024-03-02 10:30", "Between two sessions; trading goes on at 11:30"),
        ("2024-11-01 11:00", "begins at 18:00"),
        ("2025-10-21 14:45", "ended at 14:45"),
    ],
)
def test_outside_of_continuous_trading_the_market_is_closed_and_says_why(moment, reason):
    found = session(moment)

    assert not found.is_open
    assert reason in found.reason


@pytest.mark.parametrize(
    ("moment", "has_closing_auction", "closes"),
    [
        ("2026-07-31 15:29:59", True, "15:30"),
        ("2026-08-03 15:14:59", True, "15:15"),
        ("2026-08-03 15:29:59", False, "15:30"),
        ("2021-05-31 09:15", True, "15:30"),
        ("2021-05-31 15:29:59", True, "15:30"),
        ("2026-02-01 12:00", False, "15:30"),
        ("2025-10-21 13:45", True, "14:45"),
        ("2024-11-01 18:30", True, "19:00"),
        ("2022-10-24 18:15", True, "19:15"),
        ("2024-03-02 09:59", True, "10:00"),
        ("2024-01-20 15:00", True, "15:30"),
    ],
)
def test_in_continuous_trading_the_market_is_open_until(moment, has_closing_auction, closes):
    found = session(moment, has_closing_auction=has_closing_auction)

    assert found.is_open
    assert found.segment is SegmentKind.CONTINUOUS
    assert f"{found.closes_at:%H:%M}" == closes


def test_a_share_with_closing_auction_is_in_it_while_others_trade_on():
    assert session("2026-11-20 15:25").segment is SegmentKind.CLOSING_AUCTION
    assert session("2026-11-20 15:25", has_closing_auction=False).is_open


def test_the_pre_open_is_longer_from_september_2026():
    assert session("2026-09-04 09:08:30").segment is None
    assert session("2026-09-07 09:08:30").segment is SegmentKind.PRE_OPEN


def test_a_closed_market_says_when_it_opens_next():
    assert session("2026-11-20 16:30").opens_at == at("2026-11-23 09:15")
    assert session("2026-11-23 20:00").opens_at == at("2026-11-25 09:15")
    assert session("2024-03-02 10:30").opens_at == at("2024-03-02 11:30")


def test_a_market_that_never_opens_again_says_so():
    nothing = Calendar(exchange="NSE", regular=(), exceptions={})

    assert next_continuous(calendar=nothing, has_closing_auction=True, after=at("2026-11-20 16:30")) is None
    assert not session_at(calendar=nothing, has_closing_auction=True, at=at("2026-11-20 11:00")).is_open


def test_reference_prices_move_on_weekdays_at_any_hour():
    assert reference_session_at(at=at("2026-11-20 23:00")).is_open
    assert not reference_session_at(at=at("2026-11-21 11:00")).is_open


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        session_at(calendar=CALENDAR, has_closing_auction=True, at=datetime(2026, 11, 20, 11))  # noqa: DTZ001


def trades_on(day):
    return bool(continuous_on(calendar=CALENDAR, has_closing_auction=True, day=day))


def test_every_day_from_2024_on_is_open_exactly_if_it_was_observed_to_be(shared_data):
    path = next((shared_data / "calendars").glob("nse_trading_days_observed_*.csv"))
    observed = {date.fromisoformat(row["date"]) for row in csv.DictReader(path.open())}
    first, latest = nse_calendar.HOLIDAYS_KNOWN_FROM, max(observed)
    days = [first + timedelta(days=number) for number in range((latest - first).days + 1)]

    assert [day for day in days if trades_on(day) != (day in observed)] == []


def test_every_special_session_that_was_observed_is_known(shared_data):
    path = next((shared_data / "calendars").glob("nse_trading_days_observed_*.csv"))
    special = [date.fromisoformat(row["date"]) for row in csv.DictReader(path.open()) if row["special"]]

    assert len(special) == 13
    assert [day for day in special if not trades_on(day)] == []


def test_every_published_holiday_is_one_unless_it_has_a_muhurat_session(shared_data):
    path = next((shared_data / "calendars").glob("nse_weekday_holidays_*.csv"))
    for row in csv.DictReader(path.open()):
        assert trades_on(date.fromisoformat(row["date"])) == (row["muhurat_session_that_day"] == "True"), row

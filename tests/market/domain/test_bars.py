"""Bars are joined where the exchange's clock says, and what traded is never counted twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.domain.bars import Bar, RecordedTick, bars_from_ticks, begins_at, ends_at, resample, traded_quantities
from market.enums import BarInterval
from stocksteward.core.clock import IST


def moment(text):
    return datetime.fromisoformat(f"2021-05-31T{text}").replace(tzinfo=IST)


def a_bar(text, *prices, volume=10):
    return Bar(moment(text).astimezone(UTC), *(Decimal(value) for value in prices), volume)


@pytest.mark.parametrize(
    ("interval", "text", "begin"),
    [
        (BarInterval.MINUTE, "09:15:59.999999", "09:15"),
        (BarInterval.FIVE_MINUTES, "09:19:59", "09:15"),
        (BarInterval.FIVE_MINUTES, "09:20", "09:20"),
        (BarInterval.FIFTEEN_MINUTES, "09:29", "09:15"),
        (BarInterval.HOUR, "10:14:59", "09:15"),
        (BarInterval.HOUR, "10:15", "10:15"),
        (BarInterval.HOUR, "09:08", "08:15"),
        (BarInterval.DAY, "15:30", "00:00"),
    ],
)
def test_a_bar_begins_where_the_exchange_counts_from(interval, text, begin):
    assert begins_at(at=moment(text), interval=interval) == moment(begin)


def test_a_daily_bar_ends_with_the_day():
    begin = begins_at(at=moment("12:00"), interval=BarInterval.DAY)

    assert ends_at(at=begin, interval=BarInterval.DAY) == moment("00:00") + timedelta(days=1)


def test_minutes_become_a_longer_bar():
    minutes = [a_bar("09:15", 10, 12, 9, 11), a_bar("09:19", 11, 15, 11, 14), a_bar("09:20", 14, 14, 13, 13, volume=None)]

    assert resample(minutes, interval=BarInterval.FIVE_MINUTES) == [
        a_bar("09:15", 10, 15, 9, 14, volume=20),
        a_bar("09:20", 14, 14, 13, 13, volume=None),
    ]


def test_a_volume_that_is_partly_unknown_is_what_is_known():
    minutes = [a_bar("09:15", 1, 1, 1, 1, volume=None), a_bar("09:16", 1, 1, 1, 1, volume=7)]

    assert resample(minutes, interval=BarInterval.FIVE_MINUTES)[0].volume == 7


def test_ticks_become_bars_and_a_quiet_minute_has_none():
    ticks = [
        RecordedTick(moment("09:15:04"), Decimal(10), None),
        RecordedTick(moment("09:15:58"), Decimal(12), 5),
        RecordedTick(moment("09:17:00"), Decimal(11), 3),
    ]

    assert bars_from_ticks(ticks, interval=BarInterval.MINUTE) == [
        a_bar("09:15", 10, 12, 10, 12, volume=5),
        a_bar("09:17", 11, 11, 11, 11, volume=3),
    ]


@pytest.mark.parametrize(
    ("totals", "quantities"),
    [
        ([], []),
        ([100], [None]),
        ([100, 130, 130], [None, 30, 0]),
        ([100, 130, 120, 150], [None, 30, None, 20]),
        ([100, None, 150], [None, None, 50]),
        ([None, 100, 150], [None, None, 50]),
        ([0, 0, 0], [None, None, None]),
        ([0, 10], [None, 10]),
        ([None, None], [None, None]),
    ],
)
def test_what_traded_follows_from_the_days_totals(totals, quantities):
    assert traded_quantities(totals) == quantities


@given(st.lists(st.one_of(st.none(), st.integers(0, 1_000)), max_size=40))
def test_no_share_is_counted_twice(totals):
    known = [total for total in totals if total is not None]

    traded = sum(quantity for quantity in traded_quantities(totals) if quantity is not None)

    assert traded == (max(known) - known[0] if known and any(known) else 0)

"""Bars of every market: simulated, stored, and in a replay never from beyond its clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.domain.bars import SECONDS_OF
from market.domain.imports.rows import BarRow, TickRow, microseconds
from market.enums import BarInterval
from market.providers.parquet_files import StoreUnreadable
from market.selectors.bars import list_bars
from market.selectors.indicators import get_indicators
from market.selectors.instruments import facts_of
from market.selectors.price_files import bar_files, tick_files
from stocksteward.core.clock import IST
from tests.factories.market import FeedStateFactory, QuoteFactory, RelianceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_folder")]

AT = datetime(2026, 11, 20, 6, 7, 8, tzinfo=UTC)
DAY = date(2021, 5, 31)
OPENING = datetime.combine(DAY, time(9, 15), tzinfo=IST).astimezone(UTC)
MIDNIGHT = datetime.combine(DAY, time(), tzinfo=IST).astimezone(UTC)


@pytest.fixture
def reliance():
    return facts_of(RelianceFactory())


def store(interval, begins, *, first=100):
    rows = [
        BarRow(1, "RELIANCE", microseconds(begin), *(10_000 * (first + number) + extra for extra in (0, 1, -1, 0)), 10)
        for number, begin in enumerate(begins)
    ]
    bar_files().merge(exchange="NSE", symbol="RELIANCE", interval=interval, rows=rows)


def store_ticks(seconds):
    rows = [TickRow(1, "RELIANCE", microseconds(OPENING + timedelta(seconds=second)), 1_000_000 + second, second) for second in seconds]
    tick_files().merge(exchange="NSE", symbol="RELIANCE", day=DAY, rows=rows)


def replay(settings, market_time):
    settings.STEWARD_MARKET = "replay:2021-05-31@600x"
    FeedStateFactory(mode="replay:2021-05-31@600x", market_time=market_time)


@pytest.mark.parametrize("interval", list(BarInterval))
def test_the_demo_market_has_bars_of_every_interval_up_to_now(reliance, interval):
    bars = list_bars(instrument=reliance, interval=interval, limit=50, at=AT)

    assert len(bars) == 50
    assert bars[-1].at <= AT < bars[-1].at + timedelta(seconds=SECONDS_OF[interval])
    for before, bar in pairwise(bars):
        assert bar.at - before.at == timedelta(seconds=SECONDS_OF[interval])
        assert bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high


def test_a_bar_of_the_demo_market_is_the_same_whatever_is_asked_with_it(reliance):
    many = list_bars(instrument=reliance, interval=BarInterval.MINUTE, limit=60, at=AT)
    some = list_bars(instrument=reliance, interval=BarInterval.MINUTE, start=many[10].at, end=many[20].at, at=AT)
    later = list_bars(instrument=reliance, interval=BarInterval.MINUTE, end=many[20].at, limit=10, at=AT + timedelta(days=1))

    assert some == later == many[10:20]


def test_the_demo_market_shows_nothing_of_the_future(reliance):
    assert list_bars(instrument=reliance, interval=BarInterval.MINUTE, start=AT + timedelta(minutes=1), at=AT) == []
    bars = list_bars(instrument=reliance, interval=BarInterval.MINUTE, end=AT + timedelta(days=9), limit=5, at=AT)
    assert bars[-1].at <= AT


def test_the_live_market_reads_what_is_stored(reliance, settings):
    settings.STEWARD_MARKET = "live"
    days = [MIDNIGHT + timedelta(days=number) for number in range(5)]
    store(BarInterval.DAY, days)

    def found(**kwargs):
        return [bar.at for bar in list_bars(instrument=reliance, interval=BarInterval.DAY, at=AT, **kwargs)]

    assert found() == days
    assert found(limit=2) == days[-2:]
    assert found(start=days[1], end=days[3]) == days[1:3]
    assert list_bars(instrument=reliance, interval=BarInterval.MINUTE, at=AT) == []


def test_longer_bars_are_made_of_minutes_and_never_cut_at_the_beginning(reliance, settings):
    settings.STEWARD_MARKET = "live"
    store(BarInterval.MINUTE, [OPENING + timedelta(minutes=number) for number in range(375)])

    bars = list_bars(instrument=reliance, interval=BarInterval.FIFTEEN_MINUTES, limit=3, at=AT)
    everything = list_bars(instrument=reliance, interval=BarInterval.FIFTEEN_MINUTES, at=AT)
    inside = list_bars(instrument=reliance, interval=BarInterval.HOUR, start=OPENING + timedelta(minutes=1), limit=2, at=AT)

    assert len(everything) == 25
    assert bars == everything[-3:]
    assert {bar.volume for bar in everything} == {150}
    assert everything[0].open == Decimal(100)
    assert everything[0].close == Decimal(114)
    assert [bar.at for bar in inside] == [OPENING + timedelta(hours=hours) for hours in (5, 6)]


@pytest.mark.parametrize("interval", list(BarInterval))
@pytest.mark.parametrize("has_minutes", [True, False])
@pytest.mark.parametrize("seconds", [-60, 0, 59, 60, 61, 899, 900, 3_600, 22_500, 40_000])
def test_a_replay_sees_no_bar_that_is_not_complete(reliance, settings, interval, has_minutes, seconds):
    clock = OPENING + timedelta(seconds=seconds)
    replay(settings, clock)
    days = [MIDNIGHT + timedelta(days=number) for number in range(-3, 4)]
    store(BarInterval.DAY, days)
    if has_minutes:
        store(BarInterval.MINUTE, [day + timedelta(hours=9, minutes=15 + number) for day in days for number in range(375)])
    store_ticks(range(1, 22_500, 7))

    for kwargs in ({}, {"end": AT}, {"start": MIDNIGHT}, {"start": MIDNIGHT, "end": clock + timedelta(days=1)}):
        bars = list_bars(instrument=reliance, interval=interval, limit=5_000, at=AT, **kwargs)
        assert all(bar.at + timedelta(seconds=SECONDS_OF[interval]) <= clock for bar in bars)
    everything = list_bars(instrument=reliance, interval=interval, limit=5_000, at=AT)
    if interval is BarInterval.DAY:
        assert [bar.at for bar in everything] == days[:3]
    else:
        length = SECONDS_OF[interval]
        complete = [OPENING + timedelta(seconds=begin) for begin in range(0, 22_500, length) if begin + length <= seconds]
        assert [bar.at for bar in everything if bar.at >= OPENING] == complete


def test_a_replay_that_has_not_begun_sees_the_days_before(reliance, settings):
    settings.STEWARD_MARKET = "replay:2021-05-31@600x"
    store(BarInterval.DAY, [MIDNIGHT + timedelta(days=number) for number in range(-3, 4)])

    assert len(list_bars(instrument=reliance, interval=BarInterval.DAY, at=AT)) == 3


def test_ticks_of_a_replay_become_bars_that_hold_only_what_was_played(reliance, settings):
    store_ticks(range(600))
    replay(settings, OPENING + timedelta(seconds=125))

    bars = list_bars(instrument=reliance, interval=BarInterval.MINUTE, at=AT)

    assert [bar.at for bar in bars] == [OPENING, OPENING + timedelta(minutes=1)]
    assert bars[-1].close == Decimal("100.0119")


def test_a_damaged_file_is_named(reliance, settings):
    settings.STEWARD_MARKET = "live"
    path = bar_files().path(exchange="NSE", symbol="RELIANCE", interval=BarInterval.DAY)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"rubbish")

    with pytest.raises(StoreUnreadable):
        list_bars(instrument=reliance, interval=BarInterval.DAY, at=AT)


@pytest.mark.parametrize("limit", [-5, 0, 1])
def test_at_least_one_bar_is_given(reliance, limit):
    assert len(list_bars(instrument=reliance, interval=BarInterval.DAY, limit=limit, at=AT)) == 1


@given(minutes=st.integers(0, 400), limit=st.integers(1, 30), interval=st.sampled_from(list(BarInterval)))
def test_any_limit_gives_the_latest_ones(minutes, limit, interval, reliance):
    end = AT - timedelta(minutes=minutes)

    bars = list_bars(instrument=reliance, interval=interval, end=end, limit=limit, at=AT)

    assert len(bars) == limit
    assert bars[-1].at < end <= bars[-1].at + timedelta(seconds=SECONDS_OF[interval])


def test_indicators_of_the_demo_market_count_todays_quote(reliance):
    without = get_indicators(instrument=reliance, at=AT)
    QuoteFactory(instrument_id=reliance.id, last=Decimal(2_000), at=AT)

    facts = get_indicators(instrument=reliance, at=AT)

    assert facts.close == 2_000.0
    assert facts.as_of == AT
    assert facts.bars == without.bars + 1 == 301
    assert facts.sma_20 != without.sma_20
    assert None not in [getattr(facts, name) for name in facts.__slots__]


def test_yesterdays_quote_is_not_taken_for_today(reliance):
    QuoteFactory(instrument_id=reliance.id, last=Decimal(2_000), at=AT - timedelta(days=1))

    assert get_indicators(instrument=reliance, at=AT).close != 2_000.0


def test_indicators_need_twenty_days(reliance, settings):
    settings.STEWARD_MARKET = "live"
    store(BarInterval.DAY, [MIDNIGHT + timedelta(days=number) for number in range(19)])
    assert get_indicators(instrument=reliance, at=AT) is None

    store(BarInterval.DAY, [MIDNIGHT + timedelta(days=19)])

    facts = get_indicators(instrument=reliance, at=AT)
    assert (facts.bars, facts.sma_20 is None, facts.sma_50) == (20, False, None)


def test_indicators_of_a_replay_do_not_know_how_the_day_ends(reliance, settings):
    store(BarInterval.DAY, [MIDNIGHT + timedelta(days=number) for number in range(-30, 5)])
    replay(settings, OPENING + timedelta(hours=1))
    before = get_indicators(instrument=reliance, at=AT)
    QuoteFactory(instrument_id=reliance.id, last=Decimal(50), at=AT, as_of=OPENING + timedelta(minutes=59))

    facts = get_indicators(instrument=reliance, at=AT)

    assert (before.bars, before.close) == (30, 129.0)
    assert (facts.bars, facts.close, facts.as_of) == (31, 50.0, OPENING + timedelta(minutes=59))

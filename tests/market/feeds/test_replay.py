"""A replay hands over every recorded tick once and in time order, and never one that its clock has not reached."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from market.domain.bars import Bar, RecordedTick
from market.feeds.recorded_day import record, ticks_of_bars
from market.feeds.replay import ReplayFeed

OPENS = datetime(2021, 5, 31, 3, 45, tzinfo=UTC)
CLOSES = datetime(2021, 5, 31, 10, 0, tzinfo=UTC)
WALL = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def tick(seconds, price, quantity=10):
    return RecordedTick(at=OPENS + timedelta(seconds=seconds), price=Decimal(price), quantity=quantity)


ROWS = {
    1: [
        tick(-60, "2090.00", None),
        tick(1, "2095.05"),
        tick(2, "2094.00"),
        tick(2, "2094.50"),
        tick(700, "2100.00"),
        tick(22_499, "2160.30"),
    ],
    2: [tick(1, "421.15"), tick(3, "421.20"), tick(701, "420.05")],
}


def replay(rows=ROWS, speed="600", sequence=0):
    day = record(instrument_ids=list(rows), read=lambda number: rows[number])
    return ReplayFeed(
        day=day,
        source="replay:2021-05-31",
        speed=Decimal(speed),
        begins_at=OPENS,
        ends_at=CLOSES,
        previous_closes={1: Decimal("2094.80")},
        sequence=sequence,
    )


def play(feed, *, turns, seconds=0.25):
    return [feed.advance(at=WALL + timedelta(seconds=seconds * turn)) for turn in range(turns)]


def prices(advances, instrument=1):
    return [str(found.price) for advance in advances for found in advance.batch.ticks if found.instrument_id == instrument]


def test_a_day_without_recording_says_so_and_moves_its_clock():
    first, second = play(replay(rows={}), turns=2)

    assert (first.quotes, first.batch.ticks) == ((), ())
    assert "Nothing is recorded" in first.detail
    assert second.batch.market_time == OPENS + timedelta(seconds=150)


def test_no_tick_is_handed_over_before_the_clock_has_reached_it():
    for advance in play(replay(), turns=200):
        assert all(found.at <= advance.batch.market_time for found in advance.batch.ticks)
        assert advance.batch.market_time <= CLOSES


def test_every_tick_is_handed_over_once_in_the_order_of_time():
    advances = play(replay(), turns=200)
    ticks = [found for advance in advances for found in advance.batch.ticks]

    assert prices(advances) == ["2090", "2095.05", "2094", "2094.5", "2100", "2160.3"]
    assert [found.at for found in ticks] == sorted(found.at for found in ticks)
    assert [found.sequence for found in ticks] == list(range(1, 10))


def test_all_ticks_of_a_turn_come_while_the_quote_is_the_latest():
    _, second = play(replay(), turns=2)
    quote = next(found for found in second.quotes if found.instrument_id == 1)

    assert prices([second]) == ["2095.05", "2094", "2094.5"]
    assert (quote.last, quote.as_of) == (Decimal("2094.5"), OPENS + timedelta(seconds=2))
    assert (quote.open, quote.high, quote.low) == (Decimal(2090), Decimal("2095.05"), Decimal(2090))
    assert (quote.bid, quote.ask, quote.volume, quote.previous_close) == (None, None, 30, Decimal("2094.80"))


def test_at_the_end_of_the_day_the_clock_stands_still():
    advances = play(replay(), turns=400)

    assert advances[-1].is_finished
    assert advances[-1].batch.market_time == CLOSES
    assert advances[-1].batch.ticks == ()


def test_a_slower_replay_moves_its_clock_slower():
    assert play(replay(speed="0.5"), turns=3, seconds=2)[-1].batch.market_time == OPENS + timedelta(seconds=2)


def test_a_wall_clock_that_is_set_back_does_not_turn_the_market_back():
    feed = replay()
    feed.advance(at=WALL)
    advance = feed.advance(at=WALL - timedelta(hours=1))

    assert advance.batch.market_time == OPENS


def test_resuming_hands_over_only_what_came_after_and_keeps_the_day_so_far():
    resumed = replay(sequence=100)
    resumed.resume_after(OPENS + timedelta(seconds=2))
    advances = play(resumed, turns=200)
    quote = next(found for found in advances[0].quotes if found.instrument_id == 1)

    assert advances[0].batch.market_time == OPENS + timedelta(seconds=2)
    assert prices(advances) == ["2100", "2160.3"]
    assert (quote.open, quote.high, quote.volume) == (Decimal(2090), Decimal("2095.05"), 30)


def test_a_minute_is_told_at_prices_that_its_bar_names_and_adds_up():
    bar = Bar(at=OPENS, open=Decimal(100), high=Decimal(105), low=Decimal(99), close=Decimal(104), volume=1_003)
    ticks = list(ticks_of_bars([bar]))

    assert [int(found.price) for found in ticks] == [100, 99, 99, 105, 105, 104]
    assert sum(found.quantity for found in ticks) == 1_003
    assert all(OPENS <= found.at < OPENS + timedelta(minutes=1) for found in ticks)


def test_a_minute_of_an_index_has_no_quantities():
    bar = Bar(at=OPENS, open=Decimal(105), high=Decimal(105), low=Decimal(99), close=Decimal(100), volume=None)
    ticks = list(ticks_of_bars([bar]))

    assert [int(found.price) for found in ticks] == [105, 105, 105, 99, 99, 100]
    assert {found.quantity for found in ticks} == {None}

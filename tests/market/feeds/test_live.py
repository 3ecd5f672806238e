"""The live feed asks at its pace, believes no older price than it has, and invents nothing."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from market.domain.quotes import LiveQuote
from market.feeds.live import LiveFeed

AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def answer(last, *, as_of=AT, number=1):
    return LiveQuote(number, Decimal(last), None, None, None, None, None, None, None, as_of, "yahoo_chart")


class FakeProviders:
    def __init__(self, *rounds):
        self.rounds = list(rounds)
        self.asked = 0

    def ask(self, at):
        self.asked += 1
        return (self.rounds.pop(0) if self.rounds else []), f"round {self.asked}"


def feed(providers, *, is_moving=True):
    return LiveFeed(ask=providers.ask, is_moving=lambda at: is_moving, poll_seconds=5, is_patient=True)


def test_a_silent_provider_leaves_no_quote_but_the_feed_lives():
    advance = feed(FakeProviders([])).advance(at=AT)

    assert (advance.quotes, advance.batch.ticks, advance.detail) == ((), (), "round 1")
    assert advance.batch.market_time == AT


def test_it_asks_every_five_seconds_and_rarely_while_nothing_moves():
    open_market, closed_market = FakeProviders(), FakeProviders()
    moving, still = feed(open_market), feed(closed_market, is_moving=False)
    for second in range(11):
        moving.advance(at=AT + timedelta(seconds=second))
        still.advance(at=AT + timedelta(seconds=second))

    assert (open_market.asked, closed_market.asked) == (3, 1)


def test_an_older_price_than_the_known_one_is_left_out():
    live = feed(FakeProviders([answer("1300")], [answer("1200", as_of=AT - timedelta(seconds=30))]))
    live.advance(at=AT)

    assert live.advance(at=AT + timedelta(seconds=5)).quotes == ()


def test_the_same_price_again_is_no_new_trade():
    live = feed(FakeProviders([answer("1300")], [answer("1300")], [answer("1301", as_of=AT + timedelta(seconds=9))]))
    first, second, third = (live.advance(at=AT + timedelta(seconds=5 * turn)) for turn in range(3))

    assert [len(advance.batch.ticks) for advance in (first, second, third)] == [1, 0, 1]
    assert [len(advance.quotes) for advance in (first, second, third)] == [1, 1, 1]
    assert third.quotes[0].source == "yahoo_chart"
    assert third.batch.ticks[0].quantity is None


def test_slow_providers_do_not_keep_the_feed_from_saying_that_it_lives():
    may_answer = threading.Event()

    def ask(at):
        may_answer.wait(5)
        return [answer("1300")], "at last"

    live = LiveFeed(ask=ask, is_moving=lambda at: True, poll_seconds=5)
    waiting = [live.advance(at=AT + timedelta(seconds=second)) for second in range(20)]
    may_answer.set()
    until = time.monotonic() + 5
    while not (advance := live.advance(at=AT + timedelta(seconds=20))).quotes and time.monotonic() < until:
        time.sleep(0.01)

    assert [found.quotes for found in waiting] == [()] * 20
    assert (len(advance.quotes), advance.detail) == (1, "at last")


def test_providers_that_fall_over_are_logged_and_asked_again(caplog):
    asked = []

    def ask(at):
        asked.append(at)
        raise RuntimeError("broken")

    live = LiveFeed(ask=ask, is_moving=lambda at: True, poll_seconds=5)
    until = time.monotonic() + 5
    second = 0
    while len(asked) < 2 and time.monotonic() < until:
        assert live.advance(at=AT + timedelta(seconds=second)).quotes == ()
        second += 1
        time.sleep(0.01)

    assert len(asked) == 2
    assert "the round of providers fell over" in caplog.text

"""Only one feed runs; a dead one is replaced at once, a silent one when its lease has run out."""

from __future__ import annotations

import os
import threading
from datetime import timedelta

import pytest
from django.db import connections

from market.models.feed import FeedState
from market.models.quote import Quote
from market.services import feed_lease
from stocksteward.core import clock
from tests.factories.market import QuoteFactory

pytestmark = pytest.mark.django_db
NOBODY = 2**22 + 1  # above the largest process number of Linux


def claim(owner, *, mode="demo", at=None):
    return feed_lease.claim(owner=owner, mode=mode, at=at or clock.now())


def owner_of(process, token="token"):
    return f"{feed_lease._machine()}|{process}|{token}"


def test_a_second_feed_waits_while_the_first_one_holds_the_lease():
    assert claim("elsewhere|1|a") is not None
    assert claim("mine|2|b") is None


def test_a_feed_of_this_machine_that_lives_keeps_its_lease():
    claim(owner_of(os.getppid()))

    assert claim(feed_lease.new_owner()) is None


def test_a_feed_whose_process_has_died_is_replaced_at_once():
    claim(owner_of(NOBODY))

    assert claim(feed_lease.new_owner()) is not None


def test_an_earlier_run_of_this_process_is_replaced_at_once():
    claim(owner_of(os.getpid(), "earlier"))

    assert claim(feed_lease.new_owner()) is not None


@pytest.mark.parametrize("name", ["", "elsewhere", "elsewhere|x|y", "|1|1"])
def test_an_owner_that_cannot_be_understood_keeps_its_lease_until_it_runs_out(name):
    at = clock.now()
    claim(name or "x", at=at)

    assert claim("mine|2|b", at=at + timedelta(seconds=feed_lease.LEASE_SECONDS)) is None
    assert claim("mine|2|b", at=at + timedelta(seconds=feed_lease.LEASE_SECONDS + 1)) is not None


def test_giving_back_a_lease_that_another_holds_changes_nothing():
    claim("mine|2|b")
    feed_lease.release(owner="elsewhere|1|a")

    assert FeedState.objects.get().owner == "mine|2|b"


def test_a_lease_that_was_given_back_is_free():
    claim("mine|2|b")
    feed_lease.release(owner="mine|2|b")

    assert claim("elsewhere|1|a") is not None


def test_prices_of_another_market_are_removed():
    claim("mine|2|b", mode="demo")
    feed_lease.release(owner="mine|2|b")
    QuoteFactory()
    lease = claim("mine|2|c", mode="live")

    assert not Quote.objects.exists()
    assert not lease.resumed


def test_the_same_market_goes_on_with_its_prices_numbers_and_clock():
    at = clock.now()
    claim("mine|2|b", mode="replay:2021-05-31@600x")
    FeedState.objects.update(market_time=at, sequence=12, owner="")
    QuoteFactory()
    lease = claim("mine|2|c", mode="replay:2021-05-31@600x")

    assert (lease.resumed, lease.market_time, lease.sequence) == (True, at, 12)
    assert Quote.objects.exists()


def test_a_replay_that_was_over_begins_again():
    claim("mine|2|b", mode="replay:2021-05-31@600x")
    FeedState.objects.update(market_time=clock.now(), is_finished=True, owner="")
    QuoteFactory()
    lease = claim("mine|2|c", mode="replay:2021-05-31@600x")

    assert (lease.resumed, lease.market_time) == (False, None)
    assert not Quote.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_eight_feeds_that_start_at_once_one_gets_the_lease():
    barrier = threading.Barrier(8)
    won = []

    def start(number):
        try:
            barrier.wait(10)
            if claim(f"machine{number}|1|a") is not None:
                won.append(number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=start, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(won) == 1
    assert FeedState.objects.get().owner == f"machine{won[0]}|1|a"

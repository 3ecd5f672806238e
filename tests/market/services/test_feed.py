"""The feed runs in the demo market and in a replay, one at a time, and beats."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connections

from accounts.selectors.heartbeats import list_heartbeats
from market.domain.bars import RecordedTick
from market.enums import QuoteStatus
from market.models.feed import FeedState
from market.models.quote import Quote
from market.selectors import market_clock, quotes, sessions
from market.selectors.instruments import facts_of
from market.services import feed, feed_lease, feed_sources
from market.services.demo import install_demo_market
from stocksteward.core import clock
from tests.factories.market import RelianceFactory

REPLAY = "replay:2021-05-31@600x"


class Runner:
    """A feed in a thread of its own, as on the desk."""

    def __init__(self):
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._run)

    def _run(self):
        try:
            feed.run_feed(stop=self.stop)
        finally:
            connections.close_all()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.stop.set()
        self.thread.join(timeout=10)
        assert not self.thread.is_alive()


def wait_for(condition, seconds=10):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.django_db(transaction=True)
def test_a_feed_waits_while_another_one_runs_and_ends_when_told():
    RelianceFactory()
    feed_lease.claim(owner="elsewhere|1|a", mode="demo", at=clock.now())

    with Runner():
        time.sleep(0.7)
        assert not Quote.objects.exists()

    assert FeedState.objects.get().owner == "elsewhere|1|a"


@pytest.mark.django_db(transaction=True)
def test_the_demo_feed_publishes_beats_and_gives_its_lease_back():
    reliance = RelianceFactory()

    with Runner():
        assert wait_for(lambda: Quote.objects.exists() and [beat for beat in list_heartbeats() if beat.name == "feed"])
        quote = quotes.get_quote(instrument_id=reliance.pk, at=clock.now())

    assert (quote.status, quote.source) == (QuoteStatus.LIVE, "simulated")
    assert FeedState.objects.get().owner == ""


@pytest.mark.django_db(transaction=True)
def test_a_feed_that_is_taken_over_ends_by_itself():
    RelianceFactory()

    with Runner() as running:
        assert wait_for(Quote.objects.exists)
        FeedState.objects.update(owner="elsewhere|1|a", leased_until=clock.now() + feed_sources.timedelta(seconds=60))
        running.thread.join(timeout=5)
        assert not running.thread.is_alive()

    assert FeedState.objects.get().owner == "elsewhere|1|a"


def install_ticks(monkeypatch, rows):
    """Stand in for the tick store with recorded rows of RELIANCE."""

    class Store:
        @staticmethod
        def list_symbols_with_ticks(*, exchange, day):
            return ["RELIANCE"] if exchange == "NSE" else []

        @staticmethod
        def read_ticks(*, exchange, symbol, day):
            return iter(rows)

    monkeypatch.setattr(feed_sources, "tick_store", Store)


@pytest.mark.django_db
def test_a_replay_plays_the_day_by_the_rules_of_that_day(monkeypatch, settings, tmp_path):
    settings.STEWARD_MARKET = REPLAY
    settings.DATA_DIR = tmp_path
    install_demo_market()
    opens = datetime(2021, 5, 31, 3, 45, tzinfo=UTC)
    install_ticks(
        monkeypatch, [RecordedTick(opens, Decimal("2095.05"), None), RecordedTick(opens.replace(hour=9, minute=59), Decimal("2160.3"), 7)]
    )
    at = clock.now()
    reliance = feed_sources_instrument()

    assert market_clock.market_now(at=at) == opens
    lease = feed_lease.claim(owner="me|1|a", mode=REPLAY, at=at)
    source = feed_sources.make_feed(mode=feed.current_mode(), lease=lease, instruments=[reliance])
    publisher = feed._Publisher(lease=lease, feed=source, instruments=[reliance])
    publisher.publish(source.advance(at=at), at)

    assert quotes.get_quote(instrument_id=reliance.id, at=at).status is QuoteStatus.LIVE
    assert sessions.session_for(instrument=reliance, at=at).closes_at == opens.replace(hour=10, minute=0)

    later = at + feed_sources.timedelta(seconds=60)
    publisher.publish(source.advance(at=later), later)
    quote, status = quotes.get_quote(instrument_id=reliance.id, at=later), sessions.market_status(at=later)

    assert (quote.last, quote.source, quote.status) == (Decimal("2160.3"), "replay:2021-05-31", QuoteStatus.STALE)
    assert not sessions.session_for(instrument=reliance, at=later).is_open
    assert (status.is_open, status.is_replay, status.feed_detail) == (False, True, "The recorded day is over.")
    assert FeedState.objects.get().is_finished


def feed_sources_instrument():
    from market.models.instrument import Instrument

    return facts_of(Instrument.objects.get(symbol="RELIANCE"))


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["demo", REPLAY])
def test_a_single_refresh_leaves_other_markets_alone(settings, mode):
    settings.STEWARD_MARKET = mode

    assert feed.refresh_market(at=clock.now()) is False
    assert not FeedState.objects.exists()


@pytest.mark.django_db
def test_a_single_refresh_leaves_a_running_feed_alone(settings):
    settings.STEWARD_MARKET = "live"
    feed_lease.claim(owner="elsewhere|1|a", mode="live", at=clock.now())

    assert feed.refresh_market(at=clock.now()) is False

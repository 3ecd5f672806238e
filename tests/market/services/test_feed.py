"""The feed runs in the demo market and in a replay, one at a time, and beats."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connections

from accounts.selectors.heartbeats import list_heartbeats
from market.domain.imports.rows import TickRow, microseconds
from market.enums import QuoteStatus
from market.models.feed import FeedState
from market.models.quote import Quote
from market.selectors import market_clock, quotes, sessions
from market.selectors.health import get_health
from market.selectors.instruments import get_instrument
from market.selectors.price_files import tick_files
from market.services import feed, feed_lease, feed_sources
from market.services.demo import install_demo_market
from stocksteward.core import clock
from tests.factories.market import InstrumentFactory, RelianceFactory
from tests.market.providers.yahoo_server import YahooServer, chart

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
        FeedState.objects.update(owner="elsewhere|1|a", leased_until=clock.now() + timedelta(seconds=60))
        running.thread.join(timeout=5)
        assert not running.thread.is_alive()

    assert FeedState.objects.get().owner == "elsewhere|1|a"


def store_ticks(*ticks):
    """Store recorded ticks of RELIANCE: time and price."""
    rows = [TickRow(number, "RELIANCE", microseconds(at), int(Decimal(price) * 10_000), None) for number, (at, price) in enumerate(ticks)]
    tick_files().merge(exchange="NSE", symbol="RELIANCE", day=date(2021, 5, 31), rows=rows)


@pytest.mark.django_db
def test_a_replay_plays_the_day_by_the_rules_of_that_day(settings, tmp_path):
    settings.STEWARD_MARKET = REPLAY
    settings.DATA_DIR = tmp_path
    install_demo_market()
    opens = datetime(2021, 5, 31, 3, 45, tzinfo=UTC)
    store_ticks((opens, "2095.05"), (opens.replace(hour=9, minute=59), "2160.3"))
    at = clock.now()
    reliance = get_instrument(symbol="RELIANCE")

    assert market_clock.market_now(at=at) == opens
    lease = feed_lease.claim(owner="me|1|a", mode=REPLAY, at=at)
    source = feed_sources.make_feed(mode=feed.current_mode(), lease=lease, instruments=[reliance])
    publisher = feed._Publisher(lease=lease, feed=source, instruments=[reliance])
    publisher.publish(source.advance(at=at), at)

    assert quotes.get_quote(instrument_id=reliance.id, at=at).status is QuoteStatus.LIVE
    assert sessions.session_for(instrument=reliance, at=at).closes_at == opens.replace(hour=10, minute=0)

    later = at + timedelta(seconds=60)
    publisher.publish(source.advance(at=later), later)
    quote, status = quotes.get_quote(instrument_id=reliance.id, at=later), sessions.market_status(at=later)

    assert (quote.last, quote.source, quote.status) == (Decimal("2160.3"), "replay:2021-05-31", QuoteStatus.STALE)
    assert not sessions.session_for(instrument=reliance, at=later).is_open
    assert (status.is_open, status.is_replay, status.feed_detail) == (False, True, "The recorded day is over.")
    assert FeedState.objects.get().is_finished


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


@pytest.mark.django_db
def test_a_single_refresh_without_any_provider_invents_nothing(settings):
    settings.STEWARD_MARKET = "live"
    settings.STEWARD_PROVIDERS = []
    reliance, at = RelianceFactory(), clock.now()

    assert feed.refresh_market(at=at) is True
    assert quotes.get_quote(instrument_id=reliance.pk, at=at).status is QuoteStatus.UNAVAILABLE
    assert "No provider of prices answers" in sessions.market_status(at=at).feed_detail
    assert FeedState.objects.get().owner == ""


@pytest.mark.django_db
def test_a_single_refresh_stores_what_the_provider_says_and_when_it_said_it(settings):
    settings.STEWARD_MARKET = "live"
    settings.STEWARD_PROVIDERS = ["yahoo_chart"]
    reliance, unknown, at = RelianceFactory(), InstrumentFactory(), clock.now()
    seen = int(at.timestamp()) - 3_600
    meta = {"regularMarketPrice": 1319.9000244140625, "regularMarketTime": seen, "chartPreviousClose": 1300.5}
    with YahooServer(answers={"RELIANCE.NS": chart({"meta": meta, "indicators": {"quote": [{}]}})}) as yahoo:
        settings.STEWARD_YAHOO_BASE_URL = yahoo.url

        assert feed.refresh_market(at=at) is True
        assert feed.refresh_market(at=at) is True

    quote = quotes.get_quote(instrument_id=reliance.pk, at=at)
    provider = get_health(at=at).providers[0]

    assert (quote.last, quote.source, quote.status) == (Decimal("1319.9"), "yahoo_chart", QuoteStatus.STALE)
    assert quote.as_of == datetime.fromtimestamp(seen, UTC)
    assert quotes.get_quote(instrument_id=unknown.pk, at=at).status is QuoteStatus.UNAVAILABLE
    assert (provider.name, provider.successes, provider.failures) == ("yahoo_chart", 2, 0)

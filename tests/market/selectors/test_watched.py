"""A feed follows what it can simulate or what matters, not the whole list of an exchange that somebody has imported."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from django.core.cache import cache

from market.domain import catalogue
from market.enums import BarInterval
from market.models.quote import Quote
from market.selectors import watched
from market.selectors.bars import list_bars
from market.selectors.instruments import get_instrument_by_id
from market.selectors.quotes import get_quote
from market.services import feed, feed_lease, feed_sources
from market.services.demo import install_demo_market
from stocksteward.core import clock
from tests.factories.market import InstrumentFactory
from tests.factories.portfolio import PortfolioFactory, owns
from tests.factories.trading import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def imported():
    """The catalogue, and a list of other shares as an import leaves it."""
    install_demo_market()
    cache.clear()
    watched._noted.clear()
    yield InstrumentFactory.create_batch(300)
    watched._noted.clear()
    cache.clear()


def followed():
    return {found.id for found in watched.followed_instruments()}


def test_the_demo_market_simulates_its_own_catalogue_and_nothing_else(imported, data_folder):
    at = clock.now()
    lease = feed_lease.claim(owner="me|1|a", mode="demo", at=at)
    instruments = watched.followed_instruments()
    source = feed_sources.make_feed(mode=feed.current_mode(), lease=lease, instruments=instruments)
    feed._Publisher(lease=lease, feed=source, instruments=instruments).publish(source.advance(at=at), at)

    assert len(instruments) == Quote.objects.count() == len(catalogue.ENTRIES)
    assert not Quote.objects.filter(instrument__in=imported).exists()
    assert list_bars(instrument=get_instrument_by_id(imported[0].pk), interval=BarInterval.DAY, at=at) == []


def test_an_import_does_not_slow_the_demo_market_down():
    at = clock.now()
    instruments = watched.followed_instruments()
    source = feed_sources.make_feed(
        mode=feed.current_mode(), lease=feed_lease.claim(owner="me|1|a", mode="demo", at=at), instruments=instruments
    )
    began = time.monotonic()
    source.advance(at=at)

    assert time.monotonic() - began < 3


def test_a_namesake_on_another_exchange_is_not_simulated():
    namesake = InstrumentFactory(exchange="BSE", symbol="RELIANCE")

    assert namesake.pk not in followed()


def test_a_replay_may_move_everything(imported, settings):
    settings.STEWARD_MARKET = "replay:2021-05-31@600x"

    assert {row.pk for row in imported} <= followed()


def test_the_live_market_asks_for_the_catalogue_and_what_is_held_ordered_or_looked_at(imported, settings):
    settings.STEWARD_MARKET = "live"
    catalogued = followed()
    held, sold, ordered, seen = imported[:4]
    owns(PortfolioFactory(opening_cash=Decimal(100_000)), held)
    owner = PortfolioFactory(opening_cash=Decimal(100_000))
    owns(owner, sold)
    owns(owner, sold, side="SELL")
    make_world(instrument=ordered).trade()
    get_quote(instrument_id=seen.pk, at=clock.now())

    found = [instrument.id for instrument in watched.followed_instruments()]

    assert len(catalogued) == len(catalogue.ENTRIES)
    assert set(found) - catalogued == {held.pk, ordered.pk, seen.pk}
    assert set(found[:3]) == {held.pk, ordered.pk, seen.pk}, "what matters comes before what is merely listed"


def test_looking_at_a_price_of_the_demo_market_is_not_noted(imported):
    get_quote(instrument_id=imported[0].pk, at=clock.now())

    assert watched._noted == {}


def test_looking_again_and_again_is_noted_once_a_minute(imported, settings):
    settings.STEWARD_MARKET = "live"
    get_quote(instrument_id=imported[0].pk, at=clock.now())
    cache.clear()
    get_quote(instrument_id=imported[0].pk, at=clock.now())

    assert imported[0].pk not in followed()

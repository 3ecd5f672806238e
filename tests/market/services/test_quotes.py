"""Publishing stores in one go, tells open pages, announces, and yields to another feed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from market.domain.quotes import QuoteUpdate, Tick, TickBatch
from market.enums import QuoteStatus
from market.models.feed import FeedState
from market.models.quote import Quote
from market.selectors.quotes import get_quote
from market.services import feed_lease, quotes
from stocksteward.core import clock, events
from stocksteward.core.live import push
from tests.factories.market import IndexFactory, InstrumentFactory, RelianceFactory

pytestmark = pytest.mark.django_db


class FakeLayer:
    def __init__(self):
        self.sent = []

    async def group_send(self, group, message):
        self.sent.append((group, message))


@pytest.fixture
def layer(monkeypatch):
    fake = FakeLayer()
    monkeypatch.setattr(push, "get_channel_layer", lambda: fake)
    return fake


@pytest.fixture
def heard():
    batches = []

    def listen(*, batch):
        batches.append(batch)

    events.listen(events.QUOTES_ADVANCED, listen)
    yield batches
    events._listeners[events.QUOTES_ADVANCED].remove(listen)


def update(instrument, *, last="1300.1", sequence=1, at, **changes):
    facts = {"bid": Decimal(1300), "ask": Decimal("1300.2"), "open": None, "high": None, "low": None, "previous_close": Decimal(1290)}
    return QuoteUpdate(instrument_id=instrument.pk, last=Decimal(last), volume=100, as_of=at, sequence=sequence, **{**facts, **changes})


def batch(instrument, *, at, last="1300.1"):
    tick = Tick(instrument.pk, Decimal(last), 5, None, None, at, 1)
    return TickBatch(market_time=at, ticks=(tick,), source="simulated")


def publish(*updates, at, instrument, **options):
    quotes.publish(batch=batch(instrument, at=at), quotes=updates, source="simulated", at=at, **options)


def test_a_feed_that_has_lost_its_lease_stores_nothing(layer, heard):
    reliance, at = RelianceFactory(), clock.now()
    feed_lease.claim(owner="another|1|a", mode="demo", at=at)

    with pytest.raises(feed_lease.LeaseLost):
        publish(update(reliance, at=at), at=at, instrument=reliance, owner="mine|2|b")

    assert not Quote.objects.exists()
    assert (layer.sent, heard) == ([], [])


def test_a_price_of_zero_is_refused_by_the_database(layer):
    reliance, at = RelianceFactory(), clock.now()

    with pytest.raises(Exception, match=r"quote_last_is_above_zero|CHECK constraint"):
        publish(update(reliance, last="0", at=at), at=at, instrument=reliance)


def test_a_listener_that_falls_over_does_not_stop_the_prices(layer, heard, caplog):
    reliance, at = RelianceFactory(), clock.now()

    def fall(*, batch):
        raise RuntimeError("broken")

    events.listen(events.QUOTES_ADVANCED, fall)
    try:
        publish(update(reliance, at=at), at=at, instrument=reliance)
    finally:
        events._listeners[events.QUOTES_ADVANCED].remove(fall)

    assert Quote.objects.count() == 1
    assert "a listener of the quotes fell over" in caplog.text


def test_publishing_stores_pushes_and_announces(layer, heard):
    reliance, index, at = RelianceFactory(), IndexFactory(symbol="NIFTY 50"), clock.now()
    publish(update(reliance, at=at), update(index, last="24800", at=at, sequence=2), at=at, instrument=reliance)
    stored = get_quote(instrument_id=reliance.pk, at=at)
    [(group, message)] = layer.sent
    topics = {sent["topic"]: sent for sent in message["messages"]}

    assert (stored.last, stored.status, stored.sequence) == (Decimal("1300.1"), QuoteStatus.LIVE, 1)
    assert group == push.MARKET_GROUP
    assert set(topics) == {"market:quotes:RELIANCE", "market:depth:RELIANCE", "market:quotes:NIFTY_50", "market:cards", "system"}
    assert topics["market:quotes:RELIANCE"]["data"]["last"] == "1300.10"
    assert topics["market:cards"]["data"]["cards"][0]["symbol"] == "NIFTY 50"
    assert topics["system"]["data"]["feed"]["is_alive"] is True
    assert heard == [batch(reliance, at=at)]


def test_publishing_again_overwrites(layer, heard):
    reliance, at = RelianceFactory(), clock.now()
    publish(update(reliance, at=at), at=at, instrument=reliance)
    publish(update(reliance, last="1301", at=at, sequence=9), at=at + timedelta(seconds=1), instrument=reliance)

    assert Quote.objects.get().last == Decimal(1301)
    assert FeedState.objects.get().sequence == 9


def test_a_turn_without_quotes_keeps_the_feed_alive_and_its_numbers(layer, heard):
    reliance, at = RelianceFactory(), clock.now()
    publish(update(reliance, at=at, sequence=7), at=at, instrument=reliance)
    publish(at=at + timedelta(seconds=1), instrument=reliance)
    state = FeedState.objects.get()

    assert (state.sequence, state.published_at) == (7, at + timedelta(seconds=1))


@pytest.mark.parametrize("count", [1, 20])
def test_publishing_takes_as_many_statements_for_many_as_for_one(layer, heard, django_assert_num_queries, count):
    instruments = InstrumentFactory.create_batch(count)
    at = clock.now()
    owner = feed_lease.claim(owner="me|1|a", mode="demo", at=at).owner
    updates = [update(instrument, at=at, sequence=number) for number, instrument in enumerate(instruments)]

    with django_assert_num_queries(5):
        publish(*updates, at=at, instrument=instruments[0], owner=owner, instruments={})

"""The replay of 2021-05-31, with the ticks that were recorded on that day: what is published is what was recorded, never otherwise."""

from __future__ import annotations

import csv
import gzip
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from market.models.feed import FeedState
from market.models.quote import Quote
from market.selectors.instruments import all_instruments
from market.selectors.market_mode import current_mode
from market.services import feed, feed_lease, feed_sources, imports
from market.services.demo import install_demo_market
from stocksteward.core import clock, events
from stocksteward.core.clock import IST

MODE = "replay:2021-05-31@600x"
pytestmark = pytest.mark.django_db


@pytest.fixture
def recorded(shared_data, settings, tmp_path):
    settings.STEWARD_MARKET = MODE
    settings.DATA_DIR = tmp_path
    install_demo_market()
    for name in ("RELIANCE", "SBIN"):
        imports.import_ticks(path=shared_data / "ticks" / f"{name}_2021-05-31.csv.gz", at=clock.now())
    return shared_data / "ticks"


@pytest.fixture
def batches():
    heard = []

    def listen(*, batch):
        heard.append(batch)

    events.listen(events.QUOTES_ADVANCED, listen)
    yield heard
    events._listeners[events.QUOTES_ADVANCED].remove(listen)


def start(at):
    lease = feed_lease.claim(owner=f"me|{at.timestamp()}|a", mode=MODE, at=at)
    instruments = all_instruments()
    source = feed_sources.make_feed(mode=current_mode(), lease=lease, instruments=instruments)
    return source, feed._Publisher(lease=lease, feed=source, instruments=instruments)


def play(source, publisher, *, begin, turns):
    for turn in range(turns):
        at = begin + timedelta(seconds=0.25 * turn)
        publisher.publish(source.advance(at=at), at)


def prices_in_file(folder, name):
    with gzip.open(folder / f"{name}_2021-05-31.csv.gz", "rt") as lines:
        return list(csv.reader(lines))


def volumes_in_file(folder, name):
    return [int(row[2]) for row in prices_in_file(folder, name)[1:]]


def test_the_whole_day_is_published_in_time_order_and_ends_at_the_close(recorded, batches):
    begin = clock.now()
    source, publisher = start(begin)
    play(source, publisher, begin=begin, turns=164)
    ticks = [tick for batch in batches for tick in batch.ticks]
    reliance = next(found for found in all_instruments() if found.symbol == "RELIANCE")
    ours = [tick for tick in ticks if tick.instrument_id == reliance.id]
    recorded_prices = {Decimal(cell) for row in prices_in_file(recorded, "RELIANCE") for cell in row if cell.replace(".", "", 1).isdigit()}
    state = FeedState.objects.get()
    quote = Quote.objects.get(instrument_id=reliance.id)

    assert len(ours) > 15_000
    assert {tick.price for tick in ours} <= recorded_prices
    assert [tick.at for tick in ticks] == sorted(tick.at for tick in ticks)
    assert all(tick.at <= batch.market_time for batch in batches for tick in batch.ticks)
    assert (state.is_finished, state.market_time) == (True, datetime(2021, 5, 31, 16, 0, tzinfo=IST))
    assert (quote.last, quote.as_of, quote.source) == (ours[-1].price, ours[-1].at, "replay:2021-05-31")
    assert (quote.high, quote.low) == (max(tick.price for tick in ours), min(tick.price for tick in ours))
    assert ours[0].quantity is None, "its total holds the pre-open: what of it could have filled an order is not known"
    assert quote.volume == max(volumes_in_file(recorded, "RELIANCE")) == 27_285_782


def test_the_volume_grows_with_the_recording_and_never_falls(recorded):
    begin = clock.now()
    source, publisher = start(begin)
    reliance = next(found for found in all_instruments() if found.symbol == "RELIANCE")
    seen = []
    for turn in range(12):
        at = begin + timedelta(seconds=0.25 * turn)
        publisher.publish(source.advance(at=at), at)
        seen += Quote.objects.filter(instrument_id=reliance.id).values_list("volume", flat=True)

    assert seen[0] >= volumes_in_file(recorded, "RELIANCE")[0] == 97_152
    assert seen == sorted(seen)
    assert set(seen) <= set(volumes_in_file(recorded, "RELIANCE"))


def test_a_replay_that_was_killed_goes_on_where_its_clock_stood(recorded, batches):
    begin = clock.now()
    whole, publisher = start(begin)
    play(whole, publisher, begin=begin, turns=20)
    handed_over = [tick for batch in batches for tick in batch.ticks]
    stopped_at = FeedState.objects.get().market_time
    FeedState.objects.update(owner="")

    again, publisher = start(clock.now())
    play(again, publisher, begin=clock.now(), turns=20)
    later = [tick for batch in batches for tick in batch.ticks][len(handed_over) :]

    assert batches[20].market_time == stopped_at
    assert min(tick.at for tick in later) > stopped_at >= max(tick.at for tick in handed_over)
    assert later[0].sequence > handed_over[-1].sequence

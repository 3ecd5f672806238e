"""The demo feed gives a tick and a quote of each instrument, and counts what traded between two turns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from market.domain.instruments import InstrumentFacts
from market.enums import InstrumentKind
from market.feeds.demo import DemoFeed

AT = datetime(2026, 11, 20, 18, 29, 58, tzinfo=UTC)  # two seconds before midnight in Mumbai


def instrument(number, symbol, kind=InstrumentKind.EQUITY):
    return InstrumentFacts(number, "", "NSE", symbol, symbol, kind, "", Decimal("0.10"), 1, None, False, None, True)


def feed(sequence=0):
    return DemoFeed(
        seed=1,
        instruments=[instrument(1, "RELIANCE"), instrument(2, "NIFTY 50", InstrumentKind.INDEX)],
        interval_seconds=1,
        sequence=sequence,
    )


def test_the_first_turn_does_not_pretend_to_know_what_traded():
    advance = feed().advance(at=AT)

    assert [tick.quantity for tick in advance.batch.ticks] == [None, None]
    assert [tick.price for tick in advance.batch.ticks] == [quote.last for quote in advance.quotes]


def test_quantities_add_up_to_the_volume_and_begin_again_at_midnight():
    demo = feed()
    first = demo.advance(at=AT).quotes[0]
    later = demo.advance(at=AT + timedelta(seconds=1))
    after_midnight = demo.advance(at=AT + timedelta(seconds=4))

    assert later.batch.ticks[0].quantity == later.quotes[0].volume - first.volume
    assert after_midnight.batch.ticks[0].quantity == after_midnight.quotes[0].volume
    assert after_midnight.quotes[0].volume < first.volume
    assert later.batch.ticks[1].quantity is None


def test_sequence_numbers_go_on_where_the_feed_before_ended():
    advance = feed(sequence=40).advance(at=AT)

    assert [tick.sequence for tick in advance.batch.ticks] == [41, 42]
    assert [quote.sequence for quote in advance.quotes] == [41, 42]


def test_two_feeds_of_one_seed_say_the_same():
    assert feed().advance(at=AT) == feed().advance(at=AT)

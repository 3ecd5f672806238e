"""Instruments, quotes and calendar rows for tests."""

from __future__ import annotations

from decimal import Decimal

import factory

from market.enums import InstrumentKind, SegmentKind, SegmentScope, SessionKind
from market.models.calendar import SessionSegment, SessionTemplate, TradingDay
from market.models.feed import FeedState
from market.models.instrument import Instrument
from market.models.quote import Quote
from stocksteward.core import clock


class InstrumentFactory(factory.django.DjangoModelFactory):
    """A share of the exchange with a tick of ten paise."""

    class Meta:
        model = Instrument

    exchange = "NSE"
    symbol = factory.Sequence(lambda number: f"SHARE{number}")
    isin = factory.Sequence(lambda number: f"INE{number:06d}01{number % 10}")
    name = factory.LazyAttribute(lambda row: f"{row.symbol.title()} Limited")
    kind = InstrumentKind.EQUITY
    sector = "Energy"
    tick_size = Decimal("0.10")
    lot_size = 1
    band_percent = Decimal(20)
    has_closing_auction = False
    freeze_quantity = None
    is_tradable = True


class RelianceFactory(InstrumentFactory):
    """The share that most tests trade."""

    class Meta:
        model = Instrument
        django_get_or_create = ("exchange", "symbol")

    symbol = "RELIANCE"
    isin = "INE002A01018"
    name = "Reliance Industries"
    band_percent = Decimal(10)
    has_closing_auction = True


class IndexFactory(InstrumentFactory):
    """An index: shown, not traded."""

    symbol = factory.Sequence(lambda number: f"INDEX {number}")
    isin = ""
    kind = InstrumentKind.INDEX
    sector = ""
    tick_size = Decimal("0.05")
    band_percent = None
    is_tradable = False


class QuoteFactory(factory.django.DjangoModelFactory):
    """A quote that the desk has just received; give ``at`` to have been received then."""

    class Meta:
        model = Quote

    class Params:
        at = factory.LazyFunction(clock.now)

    instrument = factory.SubFactory(InstrumentFactory)
    last = Decimal("1300.00")
    bid = factory.LazyAttribute(lambda row: row.last - Decimal("0.10"))
    ask = factory.LazyAttribute(lambda row: row.last + Decimal("0.10"))
    open = factory.LazyAttribute(lambda row: row.last)
    high = factory.LazyAttribute(lambda row: row.last)
    low = factory.LazyAttribute(lambda row: row.last)
    previous_close = factory.LazyAttribute(lambda row: row.last)
    volume = 1_000_000
    as_of = factory.SelfAttribute("at")
    received_at = factory.SelfAttribute("at")
    source = "simulated"
    sequence = 1


class FeedStateFactory(factory.django.DjangoModelFactory):
    """The row of the feed, as a running demo feed leaves it."""

    class Meta:
        model = FeedState
        django_get_or_create = ("id",)

    id = 1
    mode = "demo"
    published_at = factory.LazyFunction(clock.now)
    market_time = factory.SelfAttribute("published_at")
    sequence = 1


class SessionTemplateFactory(factory.django.DjangoModelFactory):
    """The shape of a day, without segments."""

    class Meta:
        model = SessionTemplate

    exchange = "NSE"
    name = factory.Sequence(lambda number: f"Day {number}")
    valid_from = None


class SessionSegmentFactory(factory.django.DjangoModelFactory):
    """A part of a day."""

    class Meta:
        model = SessionSegment

    template = factory.SubFactory(SessionTemplateFactory)
    kind = SegmentKind.CONTINUOUS
    scope = SegmentScope.ALL
    starts_at = "09:15"
    ends_at = "15:30"


class TradingDayFactory(factory.django.DjangoModelFactory):
    """A holiday."""

    class Meta:
        model = TradingDay

    exchange = "NSE"
    date = "2026-11-24"
    kind = SessionKind.HOLIDAY
    name = "Guru Nanak Jayanti"
    is_open = False

"""What the database itself refuses of instruments, calendar and feed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from market.models.calendar import SessionSegment, SessionTemplate, TradingDay
from market.models.feed import FeedState
from market.models.instrument import Instrument
from tests.factories.market import InstrumentFactory, RelianceFactory, SessionSegmentFactory, SessionTemplateFactory, TradingDayFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "fields",
    [
        {"tick_size": Decimal(0)},
        {"tick_size": Decimal(-1)},
        {"lot_size": 0},
        {"kind": "BOND"},
        {"band_percent": Decimal(0)},
        {"isin": "", "is_tradable": True},
        {"symbol": "RELIANCE"},
        {"isin": "INE002A01018"},
    ],
)
def test_an_instrument_that_breaks_a_rule_is_refused(fields):
    RelianceFactory()

    with pytest.raises(IntegrityError):
        InstrumentFactory(**fields)


def test_a_tick_that_is_a_float_is_refused():
    with pytest.raises(ValidationError):
        InstrumentFactory(tick_size=0.1)


def test_the_same_symbol_on_two_exchanges_is_two_instruments():
    RelianceFactory()
    InstrumentFactory(symbol="RELIANCE", isin="INE002A01018", exchange="BSE")

    assert Instrument.objects.count() == 2


@pytest.mark.parametrize("fields", [{"ends_at": "09:15"}, {"ends_at": "09:00"}, {"kind": "LUNCH"}, {"scope": "SOME"}])
def test_a_segment_that_breaks_a_rule_is_refused(fields):
    with pytest.raises(IntegrityError):
        SessionSegmentFactory(**fields)


def test_two_regular_days_from_the_same_date_are_refused():
    SessionTemplateFactory(valid_from="2026-08-03")

    with pytest.raises(IntegrityError):
        SessionTemplateFactory(valid_from="2026-08-03")


@pytest.mark.parametrize("fields", [{"is_open": True}, {"kind": "MUHURAT"}, {"kind": "PARTY"}])
def test_a_day_that_contradicts_itself_is_refused(fields):
    with pytest.raises(IntegrityError):
        TradingDayFactory(**fields)


def test_a_day_stands_in_the_calendar_once():
    TradingDayFactory()

    with pytest.raises(IntegrityError):
        TradingDayFactory(name="Again")


def test_there_is_one_feed():
    with pytest.raises(IntegrityError):
        FeedState.objects.create(pk=2)


def test_rows_say_what_they_are():
    segment, day = SessionSegmentFactory(), TradingDayFactory()

    assert str(RelianceFactory()) == "NSE:RELIANCE"
    assert str(SessionSegment.objects.get(pk=segment.pk)) == "CONTINUOUS 09:15:00-15:30:00"
    assert str(TradingDay.objects.get(pk=day.pk)) == "NSE 2026-11-24 Guru Nanak Jayanti"
    assert str(SessionTemplate.objects.get(pk=segment.template_id)) == segment.template.name

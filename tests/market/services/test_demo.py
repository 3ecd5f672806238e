"""Installing the market twice changes nothing, and what an administrator has changed stays."""

from __future__ import annotations

import pytest

from market.domain import catalogue, nse_calendar
from market.models.calendar import SessionSegment, SessionTemplate, TradingDay
from market.models.instrument import Instrument
from market.selectors.calendar import holidays_known_until, load_calendar
from market.services.demo import install_demo_market

pytestmark = pytest.mark.django_db


def counts():
    return [model.objects.count() for model in (Instrument, SessionTemplate, SessionSegment, TradingDay)]


def test_installing_again_changes_nothing():
    install_demo_market()
    before = counts()
    install_demo_market()

    assert counts() == before
    assert before[0] == len(catalogue.ENTRIES)
    assert before[3] == len(nse_calendar.EXCEPTIONS)


def test_what_an_administrator_has_changed_stays():
    install_demo_market()
    Instrument.objects.filter(symbol="RELIANCE").update(is_tradable=False)
    TradingDay.objects.filter(date="2026-11-24").update(name="Moved")
    SessionSegment.objects.filter(template__name="Regular day").delete()
    install_demo_market()

    assert not Instrument.objects.get(symbol="RELIANCE").is_tradable
    assert TradingDay.objects.get(date="2026-11-24").name == "Moved"
    assert not SessionSegment.objects.filter(template__name="Regular day").exists()


def test_the_calendar_comes_back_from_the_database_as_it_went_in(django_assert_num_queries):
    install_demo_market()

    with django_assert_num_queries(2):
        calendar = load_calendar(on=nse_calendar.date(2019, 1, 1), until=nse_calendar.date(2027, 1, 1))

    assert calendar.regular == nse_calendar.REGULAR_SHAPES
    assert calendar.exceptions == {day.date: day for day in nse_calendar.EXCEPTIONS}
    assert holidays_known_until() == nse_calendar.HOLIDAYS_KNOWN_UNTIL

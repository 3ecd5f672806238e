"""The list of instruments and the page of one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.factories.accounts import arjun, charu
from tests.factories.market import FeedStateFactory, IndexFactory, InstrumentFactory, QuoteFactory, RelianceFactory

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def signed_in(client):
    client.force_login(arjun())
    return client


@pytest.fixture
def reliance():
    FeedStateFactory()
    instrument = RelianceFactory()
    QuoteFactory(instrument=instrument, last=Decimal("1352.60"), previous_close=Decimal("1334.80"))
    return instrument


@pytest.mark.parametrize("path", ["/instruments/NOBODY/", "/instruments/NOBODY/depth/", "/instruments/%00/", "/instruments/<script>/"])
def test_an_unknown_symbol_is_not_found(signed_in, path):
    assert signed_in.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/instruments/RELIANCE/", "/instruments/RELIANCE/depth/"])
def test_a_stranger_is_sent_to_the_sign_in(client, reliance, path):
    assert client.get(path).status_code == 302


def test_the_page_shows_price_source_age_and_units(signed_in, reliance):
    page = signed_in.get("/instruments/RELIANCE/").content.decode()

    assert "₹1,352.60" in page
    assert "+1.33%" in page
    assert "simulated" in page
    assert "Volume, shares" in page
    assert "DERIVED" in page
    assert 'data-chart="/api/v1/market-data/RELIANCE/bars/"' in page


def test_the_symbol_may_be_written_in_any_case(signed_in, reliance):
    assert signed_in.get("/instruments/reliance/").status_code == 200


def test_htmx_gets_the_quote_alone(signed_in, reliance):
    partial = signed_in.get("/instruments/RELIANCE/", **HTMX).content.decode()

    assert partial.lstrip().startswith('<section class="card" id="instrument-quote"')
    assert "<html" not in partial


def test_a_trader_may_buy_and_an_auditor_may_not(client, reliance):
    client.force_login(arjun())
    trader = client.get("/instruments/RELIANCE/").content.decode()
    client.force_login(charu())
    auditor = client.get("/instruments/RELIANCE/").content.decode()

    assert 'Buy<span class="for-readers"> RELIANCE' in trader
    assert 'Buy<span class="for-readers"> RELIANCE' not in auditor


def test_an_index_is_shown_in_points_and_not_traded(signed_in):
    index = IndexFactory(symbol="NIFTY 50", name="NIFTY 50")
    QuoteFactory(instrument=index, last=Decimal("25000.55"))

    page = signed_in.get("/instruments/NIFTY%2050/").content.decode()

    assert "25,000.55" in page
    assert "₹25,000.55" not in page
    assert "Shown, not traded here" in page
    assert signed_in.get("/instruments/NIFTY_50/").status_code == 200


def test_an_instrument_without_a_price_says_not_available(signed_in):
    InstrumentFactory(symbol="SILENT")

    page = signed_in.get("/instruments/SILENT/").content.decode()

    assert "UNAVAILABLE" in page
    assert "not available" in page
    assert "No depth" in page


@pytest.mark.parametrize(("asked", "shown"), [("5m", "5m"), ("1d", "1d"), ("7y", "1d"), ("", "1d")])
def test_an_unknown_interval_falls_back_to_days(signed_in, reliance, asked, shown):
    assert signed_in.get(f"/instruments/RELIANCE/?interval={asked}").context["interval"] == shown


def test_the_list_filters_by_kind_and_text(signed_in, reliance):
    IndexFactory(symbol="NIFTY 50", name="NIFTY 50")

    every = signed_in.get("/instruments/").context["page_obj"].paginator.count
    indices = [row["instrument"].symbol for row in signed_in.get("/instruments/?kind=INDEX").context["rows"]]
    none = signed_in.get("/instruments/?search=zzz").content.decode()
    wrong_kind = signed_in.get("/instruments/?kind=BANANA").context["page_obj"].paginator.count

    assert every == wrong_kind == 2
    assert indices == ["NIFTY 50"]
    assert "No instrument fits" in none


def test_the_number_of_statements_does_not_grow_with_the_list(signed_in, reliance, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as few:
        signed_in.get("/instruments/")
    for number in range(5):
        QuoteFactory(instrument=InstrumentFactory(symbol=f"MORE{number}"))

    with django_assert_max_num_queries(len(few.captured_queries)):
        signed_in.get("/instruments/")

"""The markets page and its panels."""

from __future__ import annotations

from decimal import Decimal

import pytest

from market.enums import InstrumentKind
from tests.factories.accounts import FACTORY_OF_ROLE, arjun
from tests.factories.market import FeedStateFactory, IndexFactory, InstrumentFactory, QuoteFactory, RelianceFactory

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
PATHS = ["/markets/", "/markets/movers/", "/markets/cards/", "/markets/tape/", "/markets/status/", "/markets/search/", "/instruments/"]


@pytest.fixture
def signed_in(client):
    client.force_login(arjun())
    return client


def quoted(symbol, *, last="110", previous_close="100", **fields):
    instrument = InstrumentFactory(symbol=symbol, **fields)
    QuoteFactory(instrument=instrument, last=Decimal(last), previous_close=Decimal(previous_close))
    return instrument


@pytest.mark.parametrize("path", PATHS)
def test_a_stranger_is_sent_to_the_sign_in(client, path):
    answer = client.get(path)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("role", list(FACTORY_OF_ROLE), ids=str)
def test_every_role_may_look_at_the_market(client, role, path):
    client.force_login(FACTORY_OF_ROLE[role]())

    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_written_through_a_page_of_the_market(signed_in, path):
    assert signed_in.post(path).status_code == 405


def test_an_empty_market_says_so_and_invents_nothing(signed_in):
    page = signed_in.get("/markets/").content.decode()

    assert "No instruments yet" in page
    assert "Nothing has moved" in page


def test_a_share_without_a_quote_is_not_available(signed_in):
    InstrumentFactory(symbol="SILENT")

    page = signed_in.get("/markets/").content.decode()

    assert "not available" in page
    assert ">0.00<" not in page


def test_gainers_and_losers_carry_source_and_status(signed_in):
    FeedStateFactory()
    quoted("RISER")
    quoted("FALLER", last="95")

    panel = signed_in.get("/markets/movers/").content.decode()

    assert panel.index("RISER") < panel.index("FALLER")
    assert "LIVE" in panel
    assert "simulated" in panel
    assert "+10.00%" in panel
    assert "−5.00%" in panel


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["RISER", "CALM", "FALLER", "SILENT"]),
        ("?sort=change_percent&direction=asc", ["FALLER", "CALM", "RISER", "SILENT"]),
        ("?sort=symbol", ["CALM", "FALLER", "RISER", "SILENT"]),
        ("?sort=symbol&direction=desc", ["SILENT", "RISER", "FALLER", "CALM"]),
        ("?sort=password", ["RISER", "CALM", "FALLER", "SILENT"]),
        ("?search=ris", ["RISER"]),
        ("?page=99", ["RISER", "CALM", "FALLER", "SILENT"]),
    ],
)
def test_the_universe_is_sorted_as_the_address_says(signed_in, query, expected):
    quoted("RISER")
    quoted("FALLER", last="95")
    quoted("CALM", last="100")
    InstrumentFactory(symbol="SILENT")

    answer = signed_in.get(f"/markets/{query}")

    assert [row.symbol for row in answer.context["page_obj"]] == expected


def test_htmx_gets_the_table_alone(signed_in):
    quoted("RISER")

    partial = signed_in.get("/markets/", **HTMX).content.decode()

    assert partial.lstrip().startswith('<section class="card" id="universe">')
    assert "<html" not in partial


def test_the_number_of_statements_does_not_grow_with_the_market(signed_in, django_assert_max_num_queries):
    quoted("FIRST")
    with django_assert_max_num_queries(60) as few:
        signed_in.get("/markets/")
    for number in range(8):
        quoted(f"MORE{number}")

    with django_assert_max_num_queries(len(few.captured_queries)):
        signed_in.get("/markets/")


def test_the_palette_finds_symbols_and_names_and_nothing_for_nothing(signed_in):
    RelianceFactory()

    assert "RELIANCE" in signed_in.get("/markets/search/?search=reli").content.decode()
    assert "RELIANCE" not in signed_in.get("/markets/search/?search=").content.decode()
    assert "&lt;script&gt;" not in signed_in.get("/markets/search/?search=<script>").content.decode()


def test_the_tape_shows_what_is_not_a_share(signed_in):
    index = IndexFactory(symbol="NIFTY 50", name="NIFTY 50")
    QuoteFactory(instrument=index, last=Decimal("25000.55"))
    quoted("RISER")

    tape = signed_in.get("/markets/tape/").content.decode()

    assert "25,000.55" in tape
    assert "RISER" not in tape


def test_cards_are_grouped_by_kind(signed_in):
    currency = InstrumentFactory(
        symbol="USDINR", name="US dollar", exchange="REF", kind=InstrumentKind.CURRENCY, isin="", is_tradable=False
    )
    QuoteFactory(instrument=currency, last=Decimal("88.6125"))

    panel = signed_in.get("/markets/cards/").content.decode()

    assert "Currencies" in panel
    assert "88.6125" in panel
    assert "Metals" not in panel

"""The market's REST interface: refusals, shapes, paging, both spellings of each path."""

from __future__ import annotations

from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from market.api import shapes
from market.enums import InstrumentKind
from stocksteward.core import clock
from tests.factories.accounts import FACTORY_OF_ROLE, api_key_client, arjun, bearer_client
from tests.factories.market import FeedStateFactory, IndexFactory, InstrumentFactory, QuoteFactory, RelianceFactory

pytestmark = pytest.mark.django_db
PATHS = [
    "market/movers",
    "market/currencies",
    "market/metals",
    "market/commodities",
    "market/macro",
    "market/depth?symbol=RELIANCE",
    "market/health",
    "market/status",
    "market/instruments",
    "market-data/RELIANCE",
    "market-data/batch?symbols=RELIANCE",
    "market-data/RELIANCE/bars",
]


def reference(symbol, kind):
    instrument = InstrumentFactory(symbol=symbol, exchange="REF", isin="", kind=kind, is_tradable=False)
    return QuoteFactory(instrument=instrument)


@pytest.fixture
def client():
    quote = QuoteFactory(instrument=RelianceFactory(), last=Decimal("1310.50"), previous_close=Decimal("1300"))
    FeedStateFactory(published_at=quote.received_at)
    return bearer_client(arjun())


def url(path):
    return f"/api/v1/{path}"


def with_slash(path):
    base, _, query = path.partition("?")
    return f"{base}/?{query}" if query else f"{base}/"


@pytest.mark.parametrize("path", PATHS)
def test_nobody_reads_prices_without_signing_in(client, path):
    answer = APIClient().get(url(path))

    assert answer.status_code == 401
    assert set(answer.json()) == {"code", "message", "details", "trace_id"}


@pytest.mark.parametrize("path", PATHS)
def test_a_person_who_was_suspended_reads_no_prices_with_the_token_of_before(client, path):
    person = arjun_again()
    signed_in = bearer_client(person)
    type(person).objects.filter(pk=person.pk).update(state="SUSPENDED", is_active=False)

    assert signed_in.get(url(path)).status_code in {401, 403}


def arjun_again():
    return FACTORY_OF_ROLE["TRADER"]()


@pytest.mark.parametrize("role", sorted(FACTORY_OF_ROLE))
@pytest.mark.parametrize("path", PATHS)
def test_every_role_reads_every_path_with_and_without_last_slash(client, role, path):
    signed_in = bearer_client(FACTORY_OF_ROLE[role]())

    assert signed_in.get(url(path)).status_code == 200
    assert signed_in.get(url(with_slash(path))).status_code == 200


@pytest.mark.parametrize("path", [path for path in PATHS if "batch" not in path])
def test_prices_are_read_not_written(client, path):
    assert client.post(url(path), {}).status_code == 405
    assert client.delete(url(path)).status_code == 405


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("market-data/NOSUCH", "symbol"),
        ("market-data/NOSUCH/bars", "symbol"),
        ("market-data/%00", "symbol"),
        ("market-data/..%2f..%2fetc", "symbol"),
        (f"market-data/{'R' * 300}", "symbol"),
        ("market/depth?symbol=NOSUCH", "symbol"),
        ("market/depth", "symbol"),
        ("market/depth?symbol=", "symbol"),
        ("market-data/batch", "symbols"),
        ("market-data/batch?symbols=", "symbols"),
        ("market-data/batch?symbols=,,", "symbols"),
        ("market-data/batch?symbols=RELIANCE,NOSUCH", "symbols"),
        (f"market-data/batch?symbols={','.join(['RELIANCE'] * 101)}", "symbols"),
        ("market/movers?limit=0", "limit"),
        ("market/movers?limit=51", "limit"),
        ("market/movers?limit=nan", "limit"),
        ("market-data/RELIANCE/bars?interval=2m", "interval"),
        ("market-data/RELIANCE/bars?limit=5001", "limit"),
        ("market-data/RELIANCE/bars?start=yesterday", "start"),
        ("market-data/RELIANCE/bars?start=2026-11-20T10:00:00Z&end=2026-11-20T09:00:00Z", "end"),
        ("market/instruments?kind=BOND", "kind"),
    ],
)
def test_bad_input_names_the_field(client, path, field):
    answer = client.get(url(path))

    assert answer.status_code in {400, 404} if "%2f" in path else answer.status_code == 400
    if answer.status_code == 400:
        assert list(answer.json()["details"]) == [field]


@pytest.mark.parametrize("body", [{}, {"symbols": []}, {"symbols": "RELIANCE,TCS"}, {"symbols": [None]}, {"symbols": ["NOSUCH"]}, [], "x"])
def test_a_batch_of_nothing_or_of_the_unknown_is_refused(client, body):
    assert client.post(url("market-data/batch"), body).status_code == 400


def test_a_page_that_does_not_exist_is_not_found(client):
    assert client.get(url("market/instruments?page=99")).status_code == 404


def test_a_quote_has_the_agreed_shape(client):
    answer = client.get(url("market-data/reliance")).json()

    assert set(answer) == set(shapes.QuoteShape().fields)
    assert (answer["symbol"], answer["last"], answer["change"], answer["change_percent"]) == ("RELIANCE", "1310.50", "10.50", "0.81")
    assert (answer["status"], answer["source"], answer["kind"]) == ("LIVE", "simulated", "EQUITY")
    assert answer["as_of"].endswith("+00:00")


def test_a_quote_that_is_not_known_is_null_and_says_so(client):
    IndexFactory(symbol="NIFTY 50")
    answer = client.get(url("market-data/NIFTY_50")).json()

    assert (answer["last"], answer["status"]) == (None, "UNAVAILABLE")
    assert client.get(url("market-data/NIFTY%2050")).json()["symbol"] == "NIFTY 50"


def test_a_batch_keeps_the_order_asked_for(client):
    QuoteFactory(instrument=InstrumentFactory(symbol="M&M"))

    by_query = client.get(url("market-data/batch?symbols=m%26m,RELIANCE,M%26M")).json()
    by_body = client.post(url("market-data/batch"), {"symbols": ["m&m", "RELIANCE"]}).json()

    assert [row["symbol"] for row in by_query["results"]] == ["M&M", "RELIANCE"]
    assert by_body["results"] == by_query["results"]
    assert set(by_query) == {"count", "next", "previous", "results"}


def test_a_key_that_may_only_read_may_ask_for_quotes(client):
    assert api_key_client(arjun_again(), scope="READ").get(url("market-data/RELIANCE")).status_code == 200


def test_movers_status_health_and_depth_have_the_agreed_shapes(client):
    movers, status, health, depth = (client.get(url(path)).json() for path in ("market/movers", "market/status", "market/health", PATHS[5]))

    assert set(movers) == set(shapes.MoversShape().fields)
    assert [row["symbol"] for row in movers["gainers"]] == ["RELIANCE"]
    assert set(status) == set(shapes.StatusShape().fields)
    assert (status["kind"], status["is_open"], status["feed"]["is_alive"]) == ("demo", True, True)
    assert set(health) == set(shapes.HealthShape().fields)
    assert (health["status"], health["quotes"]) == ("ok", {"live": 1, "stale": 0, "unavailable": 0})
    assert set(depth) == set(shapes.DepthShape().fields)
    assert depth["derived"] is True


@pytest.mark.parametrize(
    ("path", "symbols"),
    [
        ("market/currencies", ["USDINR"]),
        ("market/metals", ["GOLD"]),
        ("market/commodities", ["BRENT"]),
        ("market/macro", ["NIFTY 50", "USDINR", "GOLD", "BRENT"]),
    ],
)
def test_cards_are_lists_of_their_kind(client, path, symbols):
    QuoteFactory(instrument=IndexFactory(symbol="NIFTY 50"))
    for symbol, kind in (("USDINR", InstrumentKind.CURRENCY), ("GOLD", InstrumentKind.METAL), ("BRENT", InstrumentKind.COMMODITY)):
        reference(symbol, kind)
    answer = client.get(url(path)).json()

    assert [row["symbol"] for row in answer["results"]] == symbols
    assert answer["count"] == len(symbols)


def test_instruments_are_paged_and_narrowed(client):
    InstrumentFactory.create_batch(4, sector="Banks")
    IndexFactory(symbol="NIFTY 50")
    page = client.get(url("market/instruments?page_size=2&page=2")).json()

    assert (page["count"], len(page["results"])) == (6, 2)
    assert page["next"]
    assert page["previous"]
    assert client.get(url("market/instruments?sector=Banks")).json()["count"] == 4
    assert client.get(url("market/instruments?kind=INDEX")).json()["count"] == 1
    assert client.get(url("market/instruments?is_tradable=false")).json()["count"] == 1
    found = client.get(url("market/instruments?search=relia")).json()["results"]
    assert [row["symbol"] for row in found] == ["RELIANCE"]
    assert (found[0]["tick_size"], found[0]["isin"]) == ("0.1000", "INE002A01018")


def test_bars_are_the_latest_and_oldest_first(client):
    answer = client.get(url("market-data/RELIANCE/bars?interval=1d&limit=30")).json()
    times = [row["at"] for row in answer["results"]]

    assert answer["count"] == 30
    assert times == sorted(times)
    assert set(answer["results"][0]) == set(shapes.BarShape().fields)
    assert isinstance(answer["results"][0]["close"], str)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("market/movers", 1), ("market/macro", 1), ("market/instruments", 2), ("market/status", 1)])
def test_lists_take_as_many_queries_for_three_as_for_one(client, django_assert_num_queries, path, queries, count):
    for _ in range(count):
        QuoteFactory(at=clock.now())
    with django_assert_num_queries(signing_in_takes(client) + queries):
        client.get(url(path))


def signing_in_takes(client):
    """Count what recognising the caller costs, by a path that asks nothing else."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as context:
        client.get(url("market/movers?limit=0"))
    return len(context)

"""The pages of a portfolio, and who may see them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portfolio.services import snapshots
from stocksteward.core import clock
from tests.factories.accounts import BusinessOwnerFactory, arjun, bhavna, charu, dev
from tests.factories.market import FeedStateFactory, InstrumentFactory, QuoteFactory, RelianceFactory
from tests.factories.portfolio import PortfolioFactory, owns

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
PARTS = ["", "figures/", "statement/", "performance/"]


@pytest.fixture
def portfolio():
    FeedStateFactory()
    instrument = RelianceFactory()
    QuoteFactory(instrument=instrument, last=Decimal("1352.60"), previous_close=Decimal("1334.80"))
    found = PortfolioFactory(user=arjun(), name="Arjun's paper")
    owns(found, instrument, quantity=10, price=Decimal(1300), charges={"stt": Decimal(13)})
    return found


@pytest.mark.parametrize("part", PARTS)
def test_a_stranger_is_sent_to_the_sign_in(client, portfolio, part):
    assert client.get(f"/portfolio/{portfolio.pk}/{part}").status_code == 302


@pytest.mark.parametrize("part", PARTS)
def test_another_traders_portfolio_is_answered_as_one_that_does_not_exist(client, portfolio, part):
    client.force_login(dev())

    others = client.get(f"/portfolio/{portfolio.pk}/{part}", **HTMX)
    absent = client.get(f"/portfolio/999999/{part}", **HTMX)

    assert others.status_code == absent.status_code == 404
    assert others.content == absent.content


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("viewer", [charu, BusinessOwnerFactory], ids=["auditor", "owner"])
def test_who_may_see_all_portfolios_sees_this_one(client, portfolio, viewer, part):
    client.force_login(viewer())

    assert client.get(f"/portfolio/{portfolio.pk}/{part}").status_code == 200


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_written_through_these_pages(client, portfolio, part):
    client.force_login(portfolio.user)

    assert client.post(f"/portfolio/{portfolio.pk}/{part}").status_code == 405


def test_the_holdings_show_figures_weights_and_allocation(client, portfolio):
    client.force_login(portfolio.user)

    page = client.get(f"/portfolio/{portfolio.pk}/").content.decode()

    assert "Arjun&#x27;s paper" in page
    assert "Allocation by sector" in page
    assert "+526.00" in page
    assert "Energy" in page


@pytest.mark.parametrize("path", ["", "figures/"])
def test_htmx_gets_figures_and_holdings_in_their_own_places(client, portfolio, path):
    client.force_login(portfolio.user)

    partial = client.get(f"/portfolio/{portfolio.pk}/{path}", **HTMX).content.decode()

    assert partial.lstrip().startswith('<div id="portfolio-figures"')
    assert 'id="holdings-table" hx-swap-oob="true"' in partial
    assert "<html" not in partial


def test_an_empty_portfolio_says_what_will_be_here(client):
    empty = PortfolioFactory(user=arjun())
    client.force_login(empty.user)

    assert "No holdings yet" in client.get(f"/portfolio/{empty.pk}/").content.decode()
    assert "No snapshots yet" in client.get(f"/portfolio/{empty.pk}/performance/").content.decode()


def test_the_statement_shows_every_journal_with_its_postings(client, portfolio):
    client.force_login(portfolio.user)

    answer = client.get(f"/portfolio/{portfolio.pk}/statement/")
    latest, first = answer.context["lines"][0], answer.context["lines"][-1]

    assert first.kind == "Deposit"
    assert first.cash == Decimal(1_000_000)
    assert (latest.symbol, latest.side, latest.quantity, latest.charges) == ("RELIANCE", "BUY", 10, Decimal(13))
    assert latest.cash == Decimal(-13_013)
    assert "Securities transaction tax" in answer.content.decode()


def test_htmx_gets_the_statement_and_the_snapshots_alone(client, portfolio):
    client.force_login(portfolio.user)

    statement = client.get(f"/portfolio/{portfolio.pk}/statement/", **HTMX).content.decode()
    snapshot = client.get(f"/portfolio/{portfolio.pk}/performance/", **HTMX).content.decode()

    assert statement.lstrip().startswith('<section class="card" id="statement-table">')
    assert snapshot.lstrip().startswith('<section class="card" id="snapshot-table">')


def test_the_statement_takes_the_same_number_of_statements_for_one_fill_and_for_many(client, portfolio, django_assert_max_num_queries):
    client.force_login(portfolio.user)
    path = f"/portfolio/{portfolio.pk}/statement/"
    client.get(path)
    with django_assert_max_num_queries(60) as few:
        client.get(path)
    instrument = InstrumentFactory()
    for _ in range(4):
        owns(portfolio, instrument)

    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(path)


def test_the_performance_page_draws_the_snapshots(client, portfolio):
    snapshots.snapshot_all(at=clock.now())
    client.force_login(portfolio.user)

    answer = client.get(f"/portfolio/{portfolio.pk}/performance/")

    assert answer.context["page_obj"].paginator.count == 1
    assert 'data-equity="equity-points"' in answer.content.decode()


def test_home_goes_to_ones_own_portfolio_or_to_the_list(client, portfolio):
    client.force_login(portfolio.user)
    assert client.get("/portfolio/")["Location"] == f"/portfolio/{portfolio.pk}/"

    client.force_login(charu())
    assert client.get("/portfolio/")["Location"] == "/portfolio/all/"


def test_the_list_shows_a_trader_only_their_own(client, portfolio):
    PortfolioFactory(user=bhavna(), name="Secret of Bhavna")

    client.force_login(portfolio.user)
    own = client.get("/portfolio/all/").content.decode()
    client.force_login(charu())
    every = client.get("/portfolio/all/").content.decode()

    assert "Secret of Bhavna" not in own
    assert "Secret of Bhavna" in every


def test_the_position_of_an_instrument_is_ones_own(client, portfolio):
    client.force_login(portfolio.user)
    mine = client.get("/portfolio/position/RELIANCE/").content.decode()
    client.force_login(dev())
    other = client.get("/portfolio/position/RELIANCE/").content.decode()

    assert "₹1,300.00" in mine
    assert "no portfolio of your own" in other


def test_the_position_of_an_unknown_symbol_is_not_found(client, portfolio):
    client.force_login(portfolio.user)

    assert client.get("/portfolio/position/NOBODY/").status_code == 404

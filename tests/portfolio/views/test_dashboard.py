"""The first page."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.factories.accounts import FACTORY_OF_ROLE, arjun, bhavna, charu
from tests.factories.market import FeedStateFactory, InstrumentFactory, QuoteFactory, RelianceFactory
from tests.factories.portfolio import PortfolioFactory, owns

pytestmark = pytest.mark.django_db


@pytest.fixture
def reliance():
    FeedStateFactory()
    instrument = RelianceFactory()
    QuoteFactory(instrument=instrument, last=Decimal("1352.60"), previous_close=Decimal("1334.80"))
    return instrument


def test_a_stranger_is_sent_to_the_sign_in(client):
    answer = client.get("/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("role", list(FACTORY_OF_ROLE), ids=str)
def test_every_role_has_a_dashboard_even_without_a_portfolio(client, role):
    client.force_login(FACTORY_OF_ROLE[role]())

    page = client.get("/")

    assert page.status_code == 200
    assert "You have no portfolio of your own" in page.content.decode()


def test_it_shows_funds_holdings_and_prices_with_their_source(client, reliance):
    user = arjun()
    owns(PortfolioFactory(user=user), reliance, quantity=10, price=Decimal(1300))
    client.force_login(user)

    page = client.get("/").content.decode()

    assert "₹9,87,000.00" in page  # free cash
    assert "+₹526.00" in page  # unrealised
    assert "1,352.60" in page
    assert "simulated" in page
    assert "Simulated prices." in page
    assert f'data-live-refresh="portfolio:{user.pk}"' in page


def test_it_shows_nothing_of_anybody_else(client, reliance):
    owns(PortfolioFactory(user=bhavna(), name="Secret of Bhavna"), reliance, quantity=7, price=Decimal(1300))
    user = arjun()
    PortfolioFactory(user=user)
    client.force_login(user)

    page = client.get("/").content.decode()

    assert "Secret of Bhavna" not in page
    assert "No holdings yet" in page


def test_an_auditor_sees_the_market_but_no_buttons(client, reliance):
    client.force_login(charu())

    page = client.get("/").content.decode()

    assert "Gainers" in page
    assert "Buy RELIANCE" not in page


def test_a_holding_without_a_price_is_not_counted_as_nothing(client):
    user = arjun()
    owns(PortfolioFactory(user=user), InstrumentFactory(symbol="SILENT"))
    client.force_login(user)

    page = client.get("/").content.decode()

    assert "not available" in page
    assert "UNAVAILABLE" in page


def test_the_number_of_statements_does_not_grow_with_the_holdings(client, reliance, django_assert_max_num_queries):
    user = arjun()
    portfolio = PortfolioFactory(user=user)
    owns(portfolio, reliance)
    client.force_login(user)
    client.get("/")
    with django_assert_max_num_queries(80) as few:
        client.get("/")
    for number in range(4):
        instrument = InstrumentFactory(symbol=f"MORE{number}")
        QuoteFactory(instrument=instrument)
        owns(portfolio, instrument)

    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get("/")


def test_the_policy_of_the_page_lets_nothing_inline_through(client):
    client.force_login(arjun())

    policy = client.get("/")["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy

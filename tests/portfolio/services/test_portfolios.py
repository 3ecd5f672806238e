"""Portfolios are opened with exact cash, once by default, under names that are the owner's own."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from portfolio.models.portfolio import Portfolio
from portfolio.selectors import balances
from portfolio.selectors import portfolios as portfolio_selectors
from portfolio.services import demo, portfolios
from portfolio.services.portfolios import DefaultPortfolioExists, PortfolioNameTaken
from stocksteward.core import events
from stocksteward.core.errors import BadInput, NotAllowed, NotFound
from tests.factories.accounts import arjun, bhavna
from tests.factories.portfolio import AT, PortfolioFactory
from tests.portfolio.books import assert_in_order

pytestmark = pytest.mark.django_db


def open_portfolio(user, **terms):
    return portfolios.open_portfolio(**{"user_id": user.pk, "name": "Long term", "at": AT, **terms})


def cash_of(facts):
    return balances.get_balances(portfolio_id=facts.id).free_cash


def test_a_new_portfolio_has_its_opening_cash_in_the_books():
    facts = open_portfolio(arjun(), opening_cash=Decimal("2500.50"))

    assert cash_of(facts) == Decimal("2500.50")
    assert (facts.mode, facts.origin, facts.is_default) == ("PAPER_TRADING", "USER", False)
    assert_in_order()


def test_a_portfolio_without_opening_cash_has_empty_books():
    assert cash_of(open_portfolio(arjun())) == 0
    assert_in_order()


def test_registering_opens_one_default_paper_portfolio_with_the_welcome_cash(settings):
    user = arjun()

    for _ in range(2):
        events.announce(events.USER_REGISTERED, user_id=user.pk, at=AT)

    facts = portfolio_selectors.default_portfolio_of(user_id=user.pk)
    assert Portfolio.objects.filter(user=user).count() == 1
    assert (facts.mode, cash_of(facts)) == ("PAPER_TRADING", settings.STEWARD_OPENING_CASH_INR)


def test_a_second_default_portfolio_is_refused():
    user = arjun()
    open_portfolio(user, is_default=True)

    with pytest.raises(DefaultPortfolioExists):
        open_portfolio(user, name="Another", is_default=True)


def test_a_name_that_its_owner_has_already_is_refused_in_whatever_case():
    user, other = arjun(), bhavna()
    open_portfolio(user)

    with pytest.raises(PortfolioNameTaken) as refusal:
        open_portfolio(user, name="LONG  TERM")
    open_portfolio(other)

    assert list(refusal.value.details) == ["name"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x00b"])
def test_a_name_that_is_none_is_refused(name):
    with pytest.raises(BadInput) as refusal:
        open_portfolio(arjun(), name=name)

    assert list(refusal.value.details) == ["name"]


def test_a_mode_that_is_none_is_refused():
    with pytest.raises(BadInput) as refusal:
        open_portfolio(arjun(), mode="DREAMING")

    assert list(refusal.value.details) == ["mode"]


def test_a_live_portfolio_needs_a_desk_that_trades_live(settings):
    settings.ENABLE_LIVE_TRADING = False
    with pytest.raises(NotAllowed):
        open_portfolio(bhavna(), mode="LIVE_TRADING")


def test_a_live_portfolio_gets_no_invented_cash(settings):
    settings.ENABLE_LIVE_TRADING = True
    user = bhavna()
    with pytest.raises(BadInput) as refusal:
        open_portfolio(user, mode="LIVE_TRADING", opening_cash=Decimal(1))

    assert list(refusal.value.details) == ["opening_cash"]
    assert open_portfolio(user, mode="LIVE_TRADING").mode == "LIVE_TRADING"


def test_renaming_keeps_everything_else():
    portfolio = PortfolioFactory()

    facts = portfolios.rename(portfolio_id=portfolio.pk, name="  Retirement ")

    assert (facts.id, facts.name, facts.is_default) == (portfolio.pk, "Retirement", True)


def test_renaming_to_a_name_that_is_taken_is_refused_and_the_callers_transaction_lives_on():
    user = arjun()
    open_portfolio(user)
    other = open_portfolio(user, name="Other")

    with transaction.atomic():
        with pytest.raises(PortfolioNameTaken):
            portfolios.rename(portfolio_id=other.id, name="long term")
        assert portfolio_selectors.get_portfolio(portfolio_id=other.id).name == "Other"


def test_nobody_renames_what_is_not_there():
    with pytest.raises(NotFound):
        portfolios.rename(portfolio_id=404, name="x")


def test_the_demo_people_get_ten_lakh_once():
    users = [arjun(), bhavna()]

    for _ in range(2):
        found = demo.install_demo_portfolios(user_ids=[user.pk for user in users], at=AT)

    assert [(facts.user_id, facts.origin, cash_of(facts)) for facts in found] == [(user.pk, "DEMO", Decimal(1_000_000)) for user in users]
    assert Portfolio.objects.count() == 2
    assert_in_order()


def test_a_balance_that_is_no_exact_decimal_cannot_be_stored():
    with pytest.raises((BadInput, ValidationError)):
        open_portfolio(arjun(), opening_cash=Decimal("0.00001"))

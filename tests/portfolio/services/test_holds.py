"""A hold sets aside once, uses up exactly, and gives back the rest once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import transaction

from portfolio.models.ledger import Journal
from portfolio.selectors import balances as balance_selectors
from portfolio.selectors import holdings
from portfolio.services import fills, holds
from portfolio.services.ledger import InsufficientCash, InsufficientShares, ReferenceReused
from stocksteward.core.errors import BadInput, NotFound
from tests.factories.market import RelianceFactory
from tests.factories.portfolio import AT, PortfolioFactory, fill_of, owns
from tests.portfolio.books import assert_in_order

pytestmark = pytest.mark.django_db


def hold_cash(portfolio, amount="1000", reference="h1"):
    return holds.hold_cash(portfolio_id=portfolio.pk, amount=Decimal(amount), reference=reference, at=AT)


def hold_shares(portfolio, share, quantity=4, reference="h1"):
    return holds.hold_shares(
        portfolio_id=portfolio.pk, instrument_id=share.pk, isin=share.isin, quantity=quantity, reference=reference, at=AT
    )


def cash_of(portfolio):
    found = balance_selectors.get_balances(portfolio_id=portfolio.pk)
    return found.free_cash, found.held_cash


def test_held_cash_is_no_longer_free():
    portfolio = PortfolioFactory(opening_cash=Decimal(1500))

    hold = hold_cash(portfolio)

    assert (hold.amount, hold.remaining, hold.is_released) == (1000, 1000, False)
    assert cash_of(portfolio) == (500, 1000)
    assert_in_order()


def test_held_shares_are_no_longer_free():
    portfolio, share = PortfolioFactory(), RelianceFactory()
    owns(portfolio, share, quantity=10)

    hold_shares(portfolio, share)

    holding = holdings.get_holding(portfolio_id=portfolio.pk, instrument_id=share.pk)
    assert (holding.quantity, holding.held_quantity, holding.free_quantity) == (10, 4, 6)
    assert_in_order()


def test_the_same_hold_again_changes_nothing():
    portfolio, share = PortfolioFactory(opening_cash=Decimal(5000)), RelianceFactory()
    owns(portfolio, share, quantity=10)

    assert hold_cash(portfolio, reference="cash") == hold_cash(portfolio, reference="cash")
    assert hold_shares(portfolio, share) == hold_shares(portfolio, share)

    assert cash_of(portfolio) == (3000, 1000)


def test_the_reference_of_another_hold_is_refused():
    portfolio, other, share = PortfolioFactory(), PortfolioFactory(), RelianceFactory()
    owns(portfolio, share, quantity=10)
    hold_cash(portfolio)

    for attempt in (lambda: hold_cash(portfolio, "1001"), lambda: hold_cash(other), lambda: hold_shares(portfolio, share)):
        with pytest.raises(ReferenceReused):
            attempt()


def test_more_cash_than_is_free_is_not_held_and_the_callers_transaction_lives_on():
    portfolio = PortfolioFactory(opening_cash=Decimal(1500))
    hold_cash(portfolio)

    with transaction.atomic():
        with pytest.raises(InsufficientCash) as refusal:
            hold_cash(portfolio, "500.0001", "h2")
        assert cash_of(portfolio) == (500, 1000)

    assert refusal.value.details == {"required": "500.0001", "available": "500.00"}
    assert refusal.value.http_status == 409
    assert_in_order()


@pytest.mark.parametrize("quantity", [11, 10**9])
def test_more_shares_than_are_free_are_not_held(quantity):
    portfolio, share = PortfolioFactory(), RelianceFactory()
    owns(portfolio, share, quantity=10)

    with pytest.raises(InsufficientShares) as refusal:
        hold_shares(portfolio, share, quantity)

    assert refusal.value.details == {"required": str(quantity), "available": "10"}


def test_shares_that_were_never_owned_are_not_held():
    portfolio, share = PortfolioFactory(), RelianceFactory()

    with pytest.raises(InsufficientShares) as refusal:
        hold_shares(portfolio, share, 1)

    assert refusal.value.details == {"required": "1", "available": "0"}


@pytest.mark.parametrize("quantity", [0, -1, 1.5, True, "4"])
def test_shares_that_are_no_whole_number_are_refused_by_name(quantity):
    portfolio, share = PortfolioFactory(), RelianceFactory()

    with pytest.raises(BadInput) as refusal:
        hold_shares(portfolio, share, quantity)

    assert list(refusal.value.details) == ["quantity"]


def test_a_release_gives_back_what_fills_have_left_and_only_once():
    portfolio, share = PortfolioFactory(opening_cash=Decimal(2000)), RelianceFactory()
    hold_cash(portfolio)
    fills.book_fill(fill=fill_of(portfolio, share, quantity=4, hold_reference="h1"), at=AT)

    released = holds.release_hold(reference="h1", at=AT)
    count = Journal.objects.count()

    assert holds.release_hold(reference="h1", at=AT) == released
    assert (released.remaining, released.is_released) == (0, True)
    assert cash_of(portfolio) == (1600, 0)
    assert Journal.objects.count() == count
    assert_in_order()


def test_a_hold_that_is_used_up_is_released_without_a_journal():
    portfolio, share = PortfolioFactory(), RelianceFactory()
    hold_cash(portfolio)
    fills.book_fill(fill=fill_of(portfolio, share, quantity=10, hold_reference="h1"), at=AT)

    assert holds.release_hold(reference="h1", at=AT).is_released is True
    assert not Journal.objects.filter(kind="RELEASE").exists()


def test_there_is_nothing_to_release_of_an_unknown_hold():
    with pytest.raises(NotFound):
        holds.release_hold(reference="nobody's", at=AT)


def test_a_hold_takes_at_most_eight_statements(django_assert_max_num_queries):
    portfolio = PortfolioFactory()

    with django_assert_max_num_queries(8):
        hold_cash(portfolio)

"""Cash comes in and goes out once for each reference, and never below zero."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portfolio.services import cash
from portfolio.services.ledger import InsufficientCash, ReferenceReused
from stocksteward.core.errors import BadInput, NotFound
from tests.factories.portfolio import AT, PortfolioFactory
from tests.portfolio.books import assert_in_order, balances

pytestmark = pytest.mark.django_db


def deposit(portfolio, amount="100", reference="d1"):
    return cash.deposit(portfolio_id=portfolio.pk, amount=Decimal(amount), reference=reference, at=AT)


def withdraw(portfolio, amount="100", reference="w1"):
    return cash.withdraw(portfolio_id=portfolio.pk, amount=Decimal(amount), reference=reference, at=AT)


def test_a_deposit_and_a_withdrawal_move_exact_cash():
    portfolio = PortfolioFactory(opening_cash=Decimal(0))

    deposit(portfolio, "100.1234")
    withdraw(portfolio, "0.1234")

    assert balances(portfolio) == {("CASH", "INR"): Decimal(100), ("EXTERNAL", "INR"): Decimal(-100)}
    assert_in_order()


def test_the_same_reference_again_books_nothing():
    portfolio = PortfolioFactory(opening_cash=Decimal(0))

    assert deposit(portfolio) == deposit(portfolio)
    assert withdraw(portfolio) == withdraw(portfolio)

    assert balances(portfolio) == {}


def test_the_same_reference_for_something_else_is_refused():
    portfolio, other = PortfolioFactory(), PortfolioFactory()
    deposit(portfolio)

    with pytest.raises(ReferenceReused):
        deposit(portfolio, "101")
    with pytest.raises(ReferenceReused):
        deposit(other)


def test_more_than_is_free_is_not_paid_out_and_the_answer_says_what_is():
    portfolio = PortfolioFactory(opening_cash=Decimal("99.99"))

    with pytest.raises(InsufficientCash) as refusal:
        withdraw(portfolio)

    assert refusal.value.details == {"required": "100.00", "available": "99.99"}
    assert balances(portfolio)["CASH", "INR"] == Decimal("99.99")


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "Infinity", "0.00001", "100000000000.01"])
@pytest.mark.parametrize("move", [cash.deposit, cash.withdraw])
def test_an_amount_that_is_none_is_refused_by_name(move, amount):
    portfolio = PortfolioFactory()

    with pytest.raises(BadInput) as refusal:
        move(portfolio_id=portfolio.pk, amount=Decimal(amount), reference="x", at=AT)

    assert list(refusal.value.details) == ["amount"]


def test_a_float_is_refused():
    portfolio = PortfolioFactory()

    with pytest.raises(BadInput):
        cash.deposit(portfolio_id=portfolio.pk, amount=1.5, reference="x", at=AT)


def test_a_portfolio_that_is_not_there_is_not_found():
    with pytest.raises(NotFound):
        cash.deposit(portfolio_id=404, amount=Decimal(1), reference="x", at=AT)

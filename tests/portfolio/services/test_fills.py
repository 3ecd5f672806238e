"""A fill is booked once, balanced, from its hold first; holdings, cost and profit follow."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from portfolio.domain.ledger import UnbalancedJournal
from portfolio.models.ledger import Journal
from portfolio.selectors import holdings
from portfolio.services import fills, holds
from portfolio.services.ledger import InsufficientCash, InsufficientShares, ReferenceReused
from stocksteward.core.errors import NotFound
from tests.factories.market import InstrumentFactory, RelianceFactory
from tests.factories.portfolio import AT, PortfolioFactory, fill_of, owns
from tests.portfolio.books import assert_in_order, balances

pytestmark = pytest.mark.django_db

CHARGES = {"brokerage": Decimal(0), "stt": Decimal(1), "exchange": Decimal("0.03"), "stamp": Decimal(0), "gst": Decimal("0.01")}


def book(fill):
    return fills.book_fill(fill=fill, at=AT)


def holding_of(portfolio, share):
    return holdings.get_holding(portfolio_id=portfolio.pk, instrument_id=share.pk)


def test_a_buy_books_shares_cash_and_every_charge():
    portfolio, share = PortfolioFactory(opening_cash=Decimal(5000)), RelianceFactory()

    booked = book(fill_of(portfolio, share, charges=CHARGES))

    assert booked.realised_pnl is None
    assert balances(portfolio) == {
        ("CASH", "INR"): Decimal("3998.96"),
        ("SHARES_AT_COST", "INR"): Decimal(1000),
        ("FEES_STT", "INR"): Decimal(1),
        ("FEES_EXCHANGE", "INR"): Decimal("0.03"),
        ("FEES_GST", "INR"): Decimal("0.01"),
        ("EXTERNAL", "INR"): Decimal(-5000),
        ("HOLDING", share.isin): Decimal(10),
        ("EXTERNAL", share.isin): Decimal(-10),
    }
    assert holding_of(portfolio, share).average_price == Decimal(100)
    assert_in_order()


def test_a_sale_realises_profit_net_of_both_sides_charges():
    portfolio, share = PortfolioFactory(opening_cash=Decimal(5000)), RelianceFactory()
    owns(portfolio, share, charges={"stt": Decimal(5)})

    booked = book(fill_of(portfolio, share, side="SELL", quantity=4, price=Decimal(110), charges={"stt": Decimal(2)}))

    assert booked.realised_pnl == Decimal(36)
    holding = holding_of(portfolio, share)
    assert (holding.quantity, holding.cost, holding.buy_charges, holding.realised_pnl) == (6, 600, 3, 36)
    assert balances(portfolio)["REALISED_PNL", "INR"] == Decimal(-40)
    assert Journal.objects.get(pk=booked.journal_id).realised_pnl == Decimal(36)
    assert_in_order()


def test_selling_all_leaves_no_cost_and_keeps_the_profit():
    portfolio, share = PortfolioFactory(), RelianceFactory()
    owns(portfolio, share, quantity=3, price=Decimal("33.3333"), charges={"gst": Decimal("0.0001")})

    for _ in range(3):
        book(fill_of(portfolio, share, side="SELL", quantity=1, price=Decimal(40)))

    holding = holding_of(portfolio, share)
    assert (holding.quantity, holding.cost, holding.buy_charges, holding.average_price) == (0, 0, 0, 0)
    assert holding.realised_pnl == Decimal("20.0000")
    assert_in_order()


def test_the_same_fill_again_changes_nothing():
    portfolio, share = PortfolioFactory(), RelianceFactory()
    fill = fill_of(portfolio, share)

    first, second = book(fill), book(fill)

    assert (first.was_booked_before, second.was_booked_before) == (False, True)
    assert second.journal_id == first.journal_id
    assert holding_of(portfolio, share).quantity == 10


@pytest.mark.parametrize("changes", [{"quantity": 11}, {"price": Decimal(101)}, {"side": "SELL"}])
def test_the_reference_of_another_fill_is_refused(changes):
    portfolio, share = PortfolioFactory(), RelianceFactory()
    fill = owns(portfolio, share)

    with pytest.raises(ReferenceReused):
        book(replace(fill, **changes))


def test_partial_fills_use_the_hold_up_before_free_cash():
    portfolio, share = PortfolioFactory(opening_cash=Decimal(2000)), RelianceFactory()
    holds.hold_cash(portfolio_id=portfolio.pk, amount=Decimal(1000), reference="h", at=AT)

    book(fill_of(portfolio, share, quantity=6, hold_reference="h"))
    assert (balances(portfolio)["RESERVED_CASH", "INR"], balances(portfolio)["CASH", "INR"]) == (400, 1000)
    book(fill_of(portfolio, share, quantity=6, hold_reference="h"))

    assert balances(portfolio)["CASH", "INR"] == Decimal(800)
    assert ("RESERVED_CASH", "INR") not in balances(portfolio)
    assert_in_order()


def test_a_late_fill_after_the_release_is_paid_from_free_cash():
    portfolio, share = PortfolioFactory(opening_cash=Decimal(1000)), RelianceFactory()
    holds.hold_cash(portfolio_id=portfolio.pk, amount=Decimal(1000), reference="h", at=AT)
    holds.release_hold(reference="h", at=AT)

    book(fill_of(portfolio, share, quantity=6, hold_reference="h"))

    assert balances(portfolio)["CASH", "INR"] == Decimal(400)
    assert_in_order()


def test_a_buy_beyond_hold_and_free_cash_is_refused_and_books_nothing():
    portfolio, share = PortfolioFactory(opening_cash=Decimal(1500)), RelianceFactory()
    holds.hold_cash(portfolio_id=portfolio.pk, amount=Decimal(1000), reference="h", at=AT)

    with pytest.raises(InsufficientCash) as refusal:
        book(fill_of(portfolio, share, quantity=16, hold_reference="h"))

    assert refusal.value.details == {"required": "600.00", "available": "500.00"}
    assert holding_of(portfolio, share).quantity == 0
    assert_in_order()


def test_an_over_sell_is_refused_and_books_nothing():
    portfolio, share = PortfolioFactory(), RelianceFactory()
    owns(portfolio, share, quantity=10)
    holds.hold_shares(portfolio_id=portfolio.pk, instrument_id=share.pk, isin=share.isin, quantity=4, reference="h", at=AT)

    with pytest.raises(InsufficientShares) as refusal:
        book(fill_of(portfolio, share, side="SELL", quantity=11, hold_reference="h"))

    assert refusal.value.details == {"required": "7", "available": "6"}
    assert holding_of(portfolio, share).quantity == 10
    assert_in_order()


def test_shares_that_another_order_holds_are_not_sold():
    portfolio, share = PortfolioFactory(), RelianceFactory()
    owns(portfolio, share, quantity=10)
    holds.hold_shares(portfolio_id=portfolio.pk, instrument_id=share.pk, isin=share.isin, quantity=10, reference="h", at=AT)

    with pytest.raises(InsufficientShares):
        book(fill_of(portfolio, share, side="SELL", quantity=1))


def test_a_sale_whose_charges_exceed_its_value_and_all_cash_is_refused():
    portfolio, share = PortfolioFactory(opening_cash=Decimal(1)), RelianceFactory()
    owns(portfolio, share, quantity=1, price=Decimal(1))

    with pytest.raises(InsufficientCash) as refusal:
        book(fill_of(portfolio, share, side="SELL", quantity=1, price=Decimal(1), charges={"dp": Decimal("15.34")}))

    assert refusal.value.details == {"required": "14.34", "available": "0.00"}


def test_a_hold_of_something_else_is_refused():
    portfolio, share, other = PortfolioFactory(), RelianceFactory(), InstrumentFactory()
    owns(portfolio, share, quantity=10)
    owns(portfolio, other, quantity=10)
    holds.hold_cash(portfolio_id=portfolio.pk, amount=Decimal(1000), reference="cash", at=AT)
    holds.hold_shares(portfolio_id=portfolio.pk, instrument_id=share.pk, isin=share.isin, quantity=4, reference="shares", at=AT)

    for terms in (
        {"side": "SELL", "hold_reference": "cash"},
        {"side": "BUY", "hold_reference": "shares"},
    ):
        with pytest.raises(ReferenceReused):
            book(fill_of(portfolio, share, **terms))
    with pytest.raises(ReferenceReused):
        book(fill_of(portfolio, other, side="SELL", hold_reference="shares"))


def test_a_hold_of_another_portfolio_is_not_found():
    portfolio, other, share = PortfolioFactory(), PortfolioFactory(), RelianceFactory()
    holds.hold_cash(portfolio_id=other.pk, amount=Decimal(1000), reference="h", at=AT)

    with pytest.raises(NotFound):
        book(fill_of(portfolio, share, hold_reference="h"))


def test_a_fill_that_makes_no_sense_is_refused():
    portfolio, share = PortfolioFactory(), RelianceFactory()

    with pytest.raises(UnbalancedJournal):
        book(fill_of(portfolio, share, quantity=0))


def test_journals_are_numbered_without_a_gap_even_after_refusals():
    portfolio, share = PortfolioFactory(opening_cash=Decimal(1500)), RelianceFactory()
    owns(portfolio, share)
    with pytest.raises(InsufficientCash):
        book(fill_of(portfolio, share))
    owns(portfolio, share, quantity=1)

    assert list(Journal.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def test_a_fill_takes_at_most_fourteen_statements(django_assert_max_num_queries):
    portfolio, share = PortfolioFactory(), RelianceFactory()
    holds.hold_cash(portfolio_id=portfolio.pk, amount=Decimal(10_000), reference="h", at=AT)

    with django_assert_max_num_queries(14):
        book(fill_of(portfolio, share, charges=CHARGES, hold_reference="h"))
    with django_assert_max_num_queries(13):
        book(fill_of(portfolio, share, charges=CHARGES, hold_reference="h"))

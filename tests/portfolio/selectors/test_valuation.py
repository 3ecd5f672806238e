"""Portfolios are worth what the books and the latest quotes say, and unknown where a quote is."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from portfolio.selectors import performance, valuation
from portfolio.services import holds, snapshots
from stocksteward.core.errors import NotFound
from tests.factories.market import InstrumentFactory, QuoteFactory
from tests.factories.portfolio import AT, PortfolioFactory, owns

pytestmark = pytest.mark.django_db

YESTERDAY = AT - timedelta(days=1)


def quoted(last="110", previous_close="100", **terms):
    share = InstrumentFactory()
    QuoteFactory(instrument=share, last=Decimal(last), previous_close=Decimal(previous_close), at=AT, **terms)
    return share


def worth_of(portfolio, at=AT):
    return valuation.value_portfolio(portfolio_id=portfolio.pk, at=at)


def test_a_portfolio_is_worth_its_cash_and_its_shares_at_the_last_price():
    portfolio, share = PortfolioFactory(opening_cash=Decimal(5000)), quoted()
    owns(portfolio, share, traded_at=YESTERDAY, charges={"stt": Decimal(5)})
    owns(portfolio, share, side="SELL", quantity=4, price=Decimal(108), charges={"stt": Decimal(2)})
    holds.hold_cash(portfolio_id=portfolio.pk, amount=Decimal(500), reference="h", at=AT)

    worth = worth_of(portfolio)

    assert (worth.cash, worth.held_cash, worth.invested) == (Decimal(3925), 500, 600)
    assert (worth.market_value, worth.unrealised, worth.realised) == (660, 60, Decimal(28))
    assert worth.total == Decimal(5085)
    assert worth.day_pnl == 6 * 10 + 4 * 8
    assert (worth.net_deposits, worth.charges_paid, worth.has_stale) == (5000, 7, False)
    [row] = worth.holdings
    assert (row.value, row.unrealised, row.day_pnl, row.weight_percent) == (660, 60, 92, Decimal("12.98"))


def test_shares_without_a_quote_make_value_and_total_unknown_but_not_the_cash():
    portfolio, share = PortfolioFactory(opening_cash=Decimal(5000)), InstrumentFactory()
    owns(portfolio, share)

    worth = worth_of(portfolio)

    assert (worth.cash, worth.invested) == (4000, 1000)
    assert (worth.market_value, worth.unrealised, worth.day_pnl, worth.total) == (None, None, None, None)
    assert (worth.holdings[0].value, worth.holdings[0].weight_percent, worth.has_stale) == (None, None, True)


def test_an_old_quote_is_used_and_said_to_be_stale():
    portfolio, share = PortfolioFactory(), quoted()
    owns(portfolio, share)

    worth = worth_of(portfolio, at=AT + timedelta(minutes=10))

    assert (worth.market_value, worth.has_stale) == (1100, True)


def test_what_was_sold_out_today_still_counts_for_the_day_but_not_for_the_value():
    portfolio, share = PortfolioFactory(), quoted()
    owns(portfolio, share, traded_at=YESTERDAY)
    owns(portfolio, share, side="SELL", price=Decimal(103))

    worth = worth_of(portfolio)

    assert (worth.holdings, worth.market_value, worth.day_pnl, worth.realised) == ((), 0, 30, 30)


def test_an_empty_portfolio_is_worth_its_cash():
    worth = worth_of(PortfolioFactory())

    assert (worth.total, worth.market_value, worth.day_pnl, worth.has_stale) == (1_000_000, 0, 0, False)


def test_a_portfolio_that_is_not_there_is_not_found():
    with pytest.raises(NotFound):
        valuation.value_portfolio(portfolio_id=404, at=AT)


def test_the_number_of_statements_does_not_grow_with_holdings_or_portfolios(django_assert_num_queries):
    one, several = PortfolioFactory(), [PortfolioFactory() for _ in range(3)]
    owns(one, quoted())
    for portfolio in several:
        for _ in range(3):
            owns(portfolio, quoted())

    with django_assert_num_queries(5):
        worth_of(one)
    with django_assert_num_queries(5):
        valuation.value_portfolios(portfolio_ids=[portfolio.pk for portfolio in several], at=AT)


def test_snapshots_are_taken_once_for_each_five_minutes():
    portfolios = [PortfolioFactory(), PortfolioFactory()]
    owns(portfolios[0], quoted())
    owns(portfolios[1], InstrumentFactory())

    counts = [snapshots.snapshot_all(AT + timedelta(minutes=minutes)) for minutes in (0, 4, 5)]

    assert counts == [2, 0, 2]
    known = performance.list_snapshots(portfolio_id=portfolios[0].pk)
    assert [(row.total, row.holdings.get().price) for row in known] == [(1_000_100, 110), (1_000_100, 110)]
    assert performance.list_snapshots(portfolio_id=portfolios[1].pk)[0].total is None


def test_performance_leaves_deposits_out():
    portfolio = PortfolioFactory(opening_cash=Decimal(2000))
    owns(portfolio, quoted(last="100"), quantity=10)
    snapshots.snapshot_all(AT)
    owns(portfolio, quoted(last="120"), quantity=10)

    found = performance.get_performance(portfolio_id=portfolio.pk, at=AT + timedelta(minutes=6))

    assert (found.total, found.net_deposits, found.pnl_amount, found.pnl_percent) == (2200, 2000, 200, Decimal("10.00"))
    assert (found.time_weighted_percent, found.largest_fall_percent, len(found.points)) == (Decimal("10.00"), Decimal("0.00"), 2)


def test_the_curve_has_every_snapshot_of_the_last_day_and_one_of_each_day_before():
    portfolio = PortfolioFactory()
    taken = [AT - timedelta(days=days, minutes=minutes) for days in (0, 1, 2) for minutes in (5, 15, 60)]
    for at in taken:
        snapshots.snapshot_all(at)

    found = [point.at for point in performance.list_points(portfolio_id=portfolio.pk, at=AT)]

    assert found == sorted([*taken[:3], taken[3], taken[6]])
    assert performance.list_points(portfolio_id=portfolio.pk, at=AT, start=AT) == []

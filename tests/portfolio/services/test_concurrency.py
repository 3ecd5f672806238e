"""Eight threads on one portfolio: never a paisa too much, never twice, never a deadlock."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connections

from portfolio.models.hold import Hold
from portfolio.models.ledger import Journal
from portfolio.selectors import balances, holdings
from portfolio.services import cash, fills, holds
from portfolio.services.ledger import InsufficientCash, InsufficientShares
from tests.factories.market import RelianceFactory
from tests.factories.portfolio import AT, PortfolioFactory, fill_of, owns
from tests.portfolio.books import assert_in_order

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8


def all_at_once(work, *, count: int) -> Counter:
    """Let eight threads do ``work(number)`` for each number, all starting together; return how often it ended how."""
    barrier = Barrier(THREADS)

    def run(thread: int) -> list[str]:
        outcomes = []
        barrier.wait()
        try:
            for number in range(thread, count, THREADS):
                try:
                    work(number)
                    outcomes.append("done")
                except (InsufficientCash, InsufficientShares) as refusal:
                    outcomes.append(refusal.code)
        finally:
            connections.close_all()
        return outcomes

    with ThreadPoolExecutor(THREADS) as pool:
        return Counter(outcome for outcomes in pool.map(run, range(THREADS)) for outcome in outcomes)


def test_holds_never_exceed_the_cash():
    portfolio = PortfolioFactory(opening_cash=Decimal(1000))

    outcomes = all_at_once(
        lambda number: holds.hold_cash(portfolio_id=portfolio.pk, amount=Decimal(70), reference=f"h{number}", at=AT), count=48
    )

    found = balances.get_balances(portfolio_id=portfolio.pk)
    assert outcomes == {"done": 14, "insufficient_cash": 34}
    assert (found.free_cash, found.held_cash) == (20, 980)
    assert_in_order()


def test_the_same_reference_from_every_thread_makes_one_hold_and_one_fill():
    portfolio, share = PortfolioFactory(), RelianceFactory()
    wanted = [fill_of(portfolio, share, reference=f"f{number}", hold_reference=f"h{number}") for number in range(6)]

    def work(number: int) -> None:
        same = number // THREADS
        holds.hold_cash(portfolio_id=portfolio.pk, amount=Decimal(1100), reference=f"h{same}", at=AT)
        fills.book_fill(fill=wanted[same], at=AT)
        holds.release_hold(reference=f"h{same}", at=AT)

    all_at_once(work, count=6 * THREADS)

    found = balances.get_balances(portfolio_id=portfolio.pk)
    assert (Hold.objects.count(), Journal.objects.filter(kind="FILL").count()) == (6, 6)
    assert (found.free_cash, found.held_cash) == (Decimal(1_000_000 - 6_000), 0)
    assert holdings.get_holding(portfolio_id=portfolio.pk, instrument_id=share.pk).quantity == 60
    assert_in_order()


def test_a_share_is_never_sold_twice():
    portfolio, share = PortfolioFactory(), RelianceFactory()
    owns(portfolio, share, quantity=10)

    outcomes = all_at_once(
        lambda number: fills.book_fill(fill=fill_of(portfolio, share, side="SELL", quantity=3, reference=f"s{number}"), at=AT), count=16
    )

    assert outcomes == {"done": 3, "insufficient_shares": 13}
    assert holdings.get_holding(portfolio_id=portfolio.pk, instrument_id=share.pk).quantity == 1
    assert_in_order()


def test_deposits_withdrawals_and_fills_at_once_add_up():
    portfolio, share = PortfolioFactory(opening_cash=Decimal(50_000)), RelianceFactory()

    def work(number: int) -> None:
        if number % 3 == 0:
            cash.deposit(portfolio_id=portfolio.pk, amount=Decimal("10.01"), reference=f"d{number}", at=AT)
        elif number % 3 == 1:
            cash.withdraw(portfolio_id=portfolio.pk, amount=Decimal("5.005"), reference=f"w{number}", at=AT)
        else:
            fills.book_fill(fill=fill_of(portfolio, share, reference=f"f{number}", charges={"gst": Decimal("0.01")}), at=AT)

    assert all_at_once(work, count=48) == {"done": 48}

    expected = Decimal(50_000) + 16 * (Decimal("10.01") - Decimal("5.005") - Decimal("1000.01"))
    assert balances.get_balances(portfolio_id=portfolio.pk).free_cash == expected
    assert_in_order()

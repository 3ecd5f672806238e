"""Whatever is tampered with, the checks find it and say where."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from portfolio.domain.facts import LedgerDefect
from portfolio.models.hold import Hold
from portfolio.models.holding import Holding
from portfolio.models.portfolio import Portfolio
from portfolio.services import holds, verification
from stocksteward.core import append_only
from tests.factories.market import RelianceFactory
from tests.factories.portfolio import AT, PortfolioFactory, owns

pytestmark = pytest.mark.django_db


@pytest.fixture
def books():
    """A portfolio that has held, bought and sold."""
    portfolio, share = PortfolioFactory(), RelianceFactory()
    owns(portfolio, share, charges={"stt": Decimal(5)})
    owns(portfolio, share, side="SELL", quantity=4, price=Decimal(110), charges={"stt": Decimal(2)})
    holds.hold_cash(portfolio_id=portfolio.pk, amount=Decimal(500), reference="h", at=AT)
    assert verification.verify() == []
    return portfolio


def tamper(statement: str, *, table: str) -> None:
    """Do as a thief with the owner's rights would: drop the triggers first."""
    append_only.drop_triggers(connection, "portfolio_posting")
    append_only.drop_triggers(connection, "portfolio_journal")
    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in (
            "portfolio_journal_closes_balanced",
            "portfolio_posting_moves_the_balance",
            "portfolio_ledgeraccount_moves_by_postings",
        ):
            if name.startswith(table):
                cursor.execute(f"DROP TRIGGER {name}{on_table}")
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("table", "statement", "checks"),
    [
        ("portfolio_ledgeraccount", "UPDATE portfolio_ledgeraccount SET balance = balance + 1 WHERE kind = 'CASH'", {2, 3, 11}),
        (
            "portfolio_posting",
            "UPDATE portfolio_posting SET amount = amount + 1 WHERE id = (SELECT MIN(id) FROM portfolio_posting)",
            {1, 2},
        ),
        ("portfolio_posting", "DELETE FROM portfolio_posting WHERE id = (SELECT MAX(id) FROM portfolio_posting)", {1, 2}),
        (
            "portfolio_journal",
            "UPDATE portfolio_journal SET number = 99 WHERE kind = 'HOLD'",
            {16},
        ),
        ("portfolio_journal", "UPDATE portfolio_journal SET price = price + 1 WHERE side = 'SELL'", {11}),
        ("portfolio_journal", "UPDATE portfolio_journal SET realised_pnl = 0 WHERE side = 'SELL'", {10}),
    ],
)
def test_a_tampered_row_is_found(books, table, statement, checks):
    tamper(statement, table=table)

    assert {defect.check for defect in verification.verify()} == checks


@pytest.mark.parametrize(
    ("change", "checks"),
    [
        (lambda: Holding.objects.update(quantity=7), {9}),
        (lambda: Holding.objects.update(cost=Decimal(601)), {9}),
        (lambda: Holding.objects.update(realised_pnl=Decimal(37)), {10}),
        (lambda: Holding.objects.update(buy_charges=Decimal(4)), {10}),
        (lambda: Hold.objects.update(remaining=Decimal(499)), {8}),
        (lambda: Portfolio.objects.update(journal_count=9), {16}),
    ],
)
def test_a_row_beside_the_ledger_that_disagrees_is_found(books, change, checks):
    change()

    assert {defect.check for defect in verification.verify()} == checks


def test_the_defect_says_where_and_what(books):
    Hold.objects.update(remaining=Decimal("499.9999"))

    [defect] = verification.verify()

    assert defect == LedgerDefect(
        check=8,
        name="what is reserved is what the open holds have left",
        subject=f"{books.pk} INR",
        problem="expected 499.9999, found 500.0000",
    )


def run_command(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("verify_ledger")
    return ended.value.code, json.loads(capsys.readouterr().out)


def test_the_command_ends_with_0_on_clean_books(books, capsys):
    code, report = run_command(capsys)

    assert (code, report["status"], report["defects"]) == (0, "clean", [])


def test_the_command_ends_with_1_and_lists_the_defects(books, capsys):
    Portfolio.objects.update(journal_count=9)

    code, report = run_command(capsys)

    assert (code, report["status"], report["defects"][0]["check"]) == (1, "defective", 16)


def test_the_command_ends_with_2_if_it_cannot_check(capsys, monkeypatch):
    def fail():
        raise DatabaseError("the database is away")

    monkeypatch.setattr(verification, "_checks", [fail])

    code, report = run_command(capsys)

    assert (code, report["status"], report["reason"]) == (2, "not_checked", "the database is away")


def test_the_checks_of_upper_apps_run_too(monkeypatch):
    found = LedgerDefect(check=5, name="fills and journals are one to one", subject="f1", problem="no journal")
    monkeypatch.setattr(verification, "_checks", [])

    for _ in range(2):
        verification.register(check := lambda: [found])
        verification.register(check)

    assert verification.verify() == [found, found]

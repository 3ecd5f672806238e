"""Both databases refuse what breaks the rules of the books, whoever asks."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from portfolio.models.ledger import Journal, LedgerAccount, Posting
from portfolio.services import cash
from stocksteward.core.models import new_id
from tests.factories.portfolio import AT, PortfolioFactory
from tests.portfolio.books import assert_in_order

pytestmark = pytest.mark.django_db


def account(portfolio, kind: str) -> LedgerAccount:
    return LedgerAccount.objects.get(portfolio=portfolio, kind=kind, unit="INR")


def post(journal_id, *lines) -> None:
    Posting.objects.bulk_create(
        [Posting(journal_id=journal_id, account=found, amount=Decimal(amount)) for found, amount in lines],
    )


def close(portfolio, journal_id, *, number=None, kind="DEPOSIT", reference="by-hand") -> Journal:
    portfolio.refresh_from_db()
    return Journal.objects.create(
        id=journal_id,
        portfolio=portfolio,
        number=number or portfolio.journal_count + 1,
        kind=kind,
        reference=reference,
        booked_at=AT,
    )


def write(portfolio, *lines, **changes) -> Journal:
    journal_id = new_id()
    post(journal_id, *lines)
    return close(portfolio, journal_id, **changes)


def test_a_balanced_journal_is_taken_and_moves_the_balances():
    portfolio = PortfolioFactory()

    write(portfolio, (account(portfolio, "CASH"), "2.50"), (account(portfolio, "EXTERNAL"), "-2.50"))

    assert account(portfolio, "CASH").balance == Decimal("1000002.50")
    assert_in_order()


def test_an_unbalanced_journal_is_refused():
    portfolio = PortfolioFactory()

    with pytest.raises(IntegrityError, match="sums to zero"), transaction.atomic():
        write(portfolio, (account(portfolio, "CASH"), "2.50"), (account(portfolio, "EXTERNAL"), "-2.49"))


def test_a_journal_that_balances_only_across_units_is_refused():
    portfolio = PortfolioFactory()
    shares = LedgerAccount.objects.create(portfolio=portfolio, kind="HOLDING", unit="INE002A01018")

    with pytest.raises(IntegrityError, match="sums to zero"), transaction.atomic():
        write(portfolio, (shares, "5"), (account(portfolio, "EXTERNAL"), "-5"))


@pytest.mark.parametrize("count", [0, 1])
def test_a_journal_of_fewer_than_two_postings_is_refused(count):
    portfolio = PortfolioFactory()

    with pytest.raises(IntegrityError, match="at least two postings"), transaction.atomic():
        write(portfolio, *[(account(portfolio, "EXTERNAL"), "1")][:count])


def test_a_journal_that_reaches_into_anothers_portfolio_is_refused():
    arjun, dev = PortfolioFactory(), PortfolioFactory()

    with pytest.raises(IntegrityError, match="own portfolio"), transaction.atomic():
        write(dev, (account(arjun, "CASH"), "-5"), (account(dev, "CASH"), "5"))


@pytest.mark.parametrize("number", [1, 3, 99])
def test_a_journal_number_that_leaves_a_gap_or_comes_twice_is_refused(number):
    portfolio = PortfolioFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        write(portfolio, (account(portfolio, "CASH"), "5"), (account(portfolio, "EXTERNAL"), "-5"), number=number)


def test_a_posting_into_a_closed_journal_is_refused():
    portfolio = PortfolioFactory()
    closed = Journal.objects.get(portfolio=portfolio)

    with pytest.raises(IntegrityError, match="closed journal"), transaction.atomic():
        post(closed.pk, (account(portfolio, "RESERVED_CASH"), "5"), (account(portfolio, "FEES_GST"), "-5"))


@pytest.mark.django_db(transaction=True)
def test_postings_without_a_journal_cannot_be_committed():
    portfolio = PortfolioFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        post(new_id(), (account(portfolio, "CASH"), "5"), (account(portfolio, "EXTERNAL"), "-5"))

    assert account(portfolio, "CASH").balance == Decimal(1_000_000)
    assert Posting.objects.count() == 2
    assert_in_order()


@pytest.mark.parametrize("table", ["portfolio_journal", "portfolio_posting"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {table} SET id = id", "UPDATE {table} SET id = id WHERE 1 = 0 OR 1 = 1", "DELETE FROM {table}"]
)
def test_written_rows_cannot_be_changed_or_deleted_by_raw_sql(table, statement):
    PortfolioFactory()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table))


def test_written_rows_cannot_be_changed_through_the_models():
    PortfolioFactory()
    journal, posting = Journal.objects.get(), Posting.objects.first()

    def save(row, **changes):
        for name, value in changes.items():
            setattr(row, name, value)
        row.save()

    for change in (
        lambda: save(journal, reference="other"),
        lambda: save(posting, amount=Decimal(1)),
        lambda: Journal.objects.update(reference="other"),
        lambda: Posting.objects.update(amount=1),
        lambda: Posting.objects.bulk_update([posting], ["amount"]),
        posting.delete,
        lambda: Posting.objects.all().delete(),
        lambda: Posting.objects.all()._raw_delete("default"),
        lambda: Journal.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
def test_the_books_cannot_be_truncated():
    PortfolioFactory()
    connection.check_constraints()  # else PostgreSQL refuses because of them, not because of ours

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE portfolio_posting, portfolio_journal CASCADE")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite replaces rows")
def test_a_row_cannot_be_replaced():
    PortfolioFactory()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO portfolio_posting SELECT id, amount + 1, account_id, journal_id FROM portfolio_posting")


def test_a_balance_cannot_be_written_by_hand():
    portfolio = PortfolioFactory()
    cash_account = account(portfolio, "CASH")
    cash_account.balance += 1

    for change in (
        cash_account.save,
        lambda: LedgerAccount.objects.filter(pk=cash_account.pk).update(balance=5),
        lambda: LedgerAccount.objects.filter(pk=cash_account.pk).update(balance=0, latest_posting_id=None),
        lambda: LedgerAccount.objects.bulk_update([cash_account], ["balance"]),
        lambda: LedgerAccount.objects.filter(pk=cash_account.pk).update(latest_posting_id=10**9, balance=5),
    ):
        with pytest.raises(IntegrityError, match="by a posting only"), transaction.atomic():
            change()
    assert account(portfolio, "CASH").balance == Decimal(1_000_000)


def test_an_account_cannot_begin_with_a_balance_or_become_another():
    portfolio = PortfolioFactory()

    with pytest.raises(IntegrityError, match="starts empty"), transaction.atomic():
        LedgerAccount.objects.create(portfolio=portfolio, kind="HOLDING", unit="INE002A01018", balance=Decimal(5))
    with pytest.raises(IntegrityError, match="keeps what it is"), transaction.atomic():
        LedgerAccount.objects.filter(portfolio=portfolio, kind="FEES_GST").update(kind="FEES_STT", unit="INX")


@pytest.mark.parametrize(
    ("kind", "unit"), [("CASH", "INE002A01018"), ("HOLDING", "INR"), ("FEES_GST", "USD"), ("NONSENSE", "INR"), ("EXTERNAL", "")]
)
def test_an_account_whose_kind_and_unit_do_not_fit_is_refused(kind, unit):
    portfolio = PortfolioFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerAccount.objects.create(portfolio=portfolio, kind=kind, unit=unit)


def test_a_guarded_balance_below_zero_is_refused_and_an_unguarded_one_is_not():
    portfolio = PortfolioFactory()

    with pytest.raises(IntegrityError, match="guarded_balance_is_never_negative"), transaction.atomic():
        post(new_id(), (account(portfolio, "CASH"), "-1000000.0001"))
    write(portfolio, (account(portfolio, "REALISED_PNL"), "-5"), (account(portfolio, "EXTERNAL"), "5"))


def test_a_balance_beyond_what_the_database_can_add_up_is_refused():
    portfolio = PortfolioFactory()

    with pytest.raises(IntegrityError, match="account_balance_is_within_range"), transaction.atomic():
        post(new_id(), (account(portfolio, "CASH"), "100000000000000"))


def test_a_fill_journal_without_its_terms_is_refused():
    portfolio = PortfolioFactory()

    with pytest.raises(IntegrityError, match="says_what_was_traded"), transaction.atomic():
        write(portfolio, (account(portfolio, "CASH"), "5"), (account(portfolio, "EXTERNAL"), "-5"), kind="FILL")


def test_the_same_kind_and_reference_cannot_be_written_twice():
    portfolio = PortfolioFactory()
    cash.deposit(portfolio_id=portfolio.pk, amount=Decimal(5), reference="d1", at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        write(portfolio, (account(portfolio, "CASH"), "5"), (account(portfolio, "EXTERNAL"), "-5"), reference="d1")

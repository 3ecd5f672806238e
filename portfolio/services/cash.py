"""Cash in and out of a portfolio."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from accounts.services import audit
from portfolio.domain import ledger as entries
from portfolio.domain.amounts import check_amount
from portfolio.domain.ledger import Entry
from portfolio.enums import INR, AccountKind, JournalKind
from portfolio.selectors import ledger as ledger_selectors
from portfolio.services import ledger, live_updates


def deposit(*, portfolio_id: int, amount: Decimal, reference: str, at: datetime) -> UUID:
    """Book rupees that came in; the same reference again books nothing. Return the journal's id.

    :raises BadInput: naming ``amount`` and the rule it breaks.
    :raises NotFound: if there is no such portfolio.
    :raises ReferenceReused: if the reference stands for another deposit.
    """
    check_amount(amount)
    return _book(portfolio_id=portfolio_id, entry=entries.deposit(amount=amount, reference=reference), action="cash.deposited", at=at)


def withdraw(*, portfolio_id: int, amount: Decimal, reference: str, at: datetime) -> UUID:
    """Book rupees that left; the same reference again books nothing. Return the journal's id.

    :raises BadInput: naming ``amount`` and the rule it breaks.
    :raises NotFound: if there is no such portfolio.
    :raises InsufficientCash: if so much is not free; the database decides.
    :raises ReferenceReused: if the reference stands for another withdrawal.
    """
    check_amount(amount)
    return _book(portfolio_id=portfolio_id, entry=entries.withdrawal(amount=amount, reference=reference), action="cash.withdrawn", at=at)


def _book(*, portfolio_id: int, entry: Entry, action: str, at: datetime) -> UUID:
    with ledger.open_books(portfolio_id=portfolio_id) as portfolio:
        known = ledger.find_journal(kind=entry.kind, reference=entry.reference)
        if known is not None:
            _check_same(portfolio_id=portfolio_id, entry=entry, known_portfolio_id=known.portfolio_id, journal_id=known.pk)
            return known.pk
        journal = ledger.write(portfolio=portfolio, entry=entry, at=at)
        audit.record(
            action=action,
            object_type="portfolio",
            object_id=str(portfolio_id),
            after={"amount": f"{_cash_moved(entry):f}", "reference": entry.reference},
            on_behalf_of_id=portfolio.user_id,
        )
        live_updates.push_portfolio(portfolio_id=portfolio_id, user_id=portfolio.user_id)
        return journal.pk


def _check_same(*, portfolio_id: int, entry: Entry, known_portfolio_id: int, journal_id: UUID) -> None:
    booked = ledger_selectors.cash_moved_by(journal_id=journal_id)
    if known_portfolio_id != portfolio_id or booked != _cash_moved(entry):
        raise ledger.ReferenceReused(f"The reference {entry.reference} already stands for another {JournalKind(entry.kind).label.lower()}.")


def _cash_moved(entry: Entry) -> Decimal:
    return next(line.amount for line in entry.lines if line.kind is AccountKind.CASH and line.unit == INR)

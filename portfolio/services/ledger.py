"""The only pen: every journal of the desk is written here, with the portfolio's row locked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from portfolio.domain.facts import FillToBook
from portfolio.domain.ledger import Entry, Line
from portfolio.domain.valuation_json import text
from portfolio.enums import GUARDED_KINDS, INR, AccountKind, JournalKind
from portfolio.models.ledger import GUARD, Journal, LedgerAccount, Posting
from portfolio.models.portfolio import Portfolio
from stocksteward.core.errors import Conflict, NotFound, StewardError
from stocksteward.core.money import format_rupees


class InsufficientCash(Conflict):
    """There is less free cash than this needs: ``required`` and ``available`` in rupees. The person deposits or asks for less."""

    code = "insufficient_cash"


class InsufficientShares(Conflict):
    """There are fewer free shares than this needs: ``required`` and ``available``. The person asks for fewer."""

    code = "insufficient_shares"


class ReferenceReused(Conflict):
    """The reference already stands for something else; the caller must make a new one. Nothing is written."""

    code = "reference_reused"


class _Overdrawn(Exception):
    """The database refused a balance below zero; raised through the transaction, so that it is undone first."""

    def __init__(self, *, portfolio_id: int, lines: tuple[Line, ...]) -> None:
        super().__init__("overdrawn")
        self.portfolio_id = portfolio_id
        self.lines = lines


@dataclass(frozen=True, slots=True)
class FillTerms:
    """What the journal of a fill says beside its postings."""

    fill: FillToBook
    realised_pnl: Decimal | None  # rupees net of charges; None for a buy


@contextmanager
def open_books(*, portfolio_id: int) -> Iterator[Portfolio]:
    """Give one transaction (a savepoint inside another) in which the portfolio is locked before anything else is read.

    :raises NotFound: if there is no such portfolio.
    :raises InsufficientCash: if the database refused a cash balance below zero; everything inside is undone.
    :raises InsufficientShares: the same of shares.
    """
    try:
        with transaction.atomic():
            yield _locked(portfolio_id)
    except _Overdrawn as refusal:
        raise _explained(refusal) from refusal


def open_accounts(*, portfolio_id: int) -> None:
    """Give a new portfolio its rupee accounts; those of an ISIN are opened with its first fill."""
    LedgerAccount.objects.bulk_create(
        [
            LedgerAccount(portfolio_id=portfolio_id, kind=kind, unit=INR)
            for kind in AccountKind
            if kind not in {AccountKind.HOLDING, AccountKind.RESERVED_HOLDING}
        ]
    )


def find_journal(*, kind: JournalKind, reference: str) -> Journal | None:
    """Return the journal already written for this reference, if any."""
    return Journal.objects.filter(kind=kind, reference=reference).first()


def write(*, portfolio: Portfolio, entry: Entry, at: datetime, terms: FillTerms | None = None) -> Journal:
    """Write a journal: its postings in one statement, then the journal, which closes it. Only inside :func:`open_books`.

    Postings go in the order of their accounts, so that no two writers wait for each other crosswise.
    """
    accounts = _accounts(portfolio_id=portfolio.pk, lines=entry.lines)
    journal = Journal(portfolio=portfolio, number=portfolio.journal_count + 1, kind=entry.kind, reference=entry.reference, booked_at=at)
    if terms is not None:
        _describe(journal, terms)
    postings = [Posting(journal=journal, account_id=accounts[line.kind, line.unit], amount=line.amount) for line in entry.lines]
    postings.sort(key=_by_account)
    try:
        Posting.objects.bulk_create(postings)
    except IntegrityError as error:
        if GUARD in str(error):
            raise _Overdrawn(portfolio_id=portfolio.pk, lines=entry.lines) from error
        raise
    journal.save(force_insert=True)
    portfolio.journal_count = journal.number
    return journal


def _locked(portfolio_id: int) -> Portfolio:
    try:
        return Portfolio.objects.select_for_update(no_key=True).get(pk=portfolio_id)
    except Portfolio.DoesNotExist:
        raise NotFound("There is no such portfolio.") from None


def _accounts(*, portfolio_id: int, lines: tuple[Line, ...]) -> dict[tuple[str, str], int]:
    units = {line.unit for line in lines}
    wanted = {(str(line.kind), line.unit) for line in lines}
    rows = LedgerAccount.objects.filter(portfolio_id=portfolio_id, unit__in=units).values_list("kind", "unit", "pk")
    found = {(kind, unit): pk for kind, unit, pk in rows}
    missing = sorted(wanted - set(found))
    if missing:
        opened = LedgerAccount.objects.bulk_create(
            [LedgerAccount(portfolio_id=portfolio_id, kind=kind, unit=unit) for kind, unit in missing]
        )
        found |= {(str(account.kind), account.unit): account.pk for account in opened}
    return found


def _describe(journal: Journal, terms: FillTerms) -> None:
    fill = terms.fill
    journal.instrument_id = fill.instrument_id
    journal.side = fill.side
    journal.quantity = fill.quantity
    journal.price = fill.price
    journal.product = fill.product
    journal.traded_at = fill.traded_at
    journal.realised_pnl = terms.realised_pnl


def _by_account(posting: Posting) -> int:
    return posting.account_id


def _explained(refusal: _Overdrawn) -> StewardError:
    taken = {(str(line.kind), line.unit): -line.amount for line in refusal.lines if line.amount < 0 and line.kind in GUARDED_KINDS}
    rows = LedgerAccount.objects.filter(portfolio_id=refusal.portfolio_id, unit__in={unit for _, unit in taken})
    balances = {(str(kind), unit): balance for kind, unit, balance in rows.values_list("kind", "unit", "balance")}
    short = [key for key, amount in taken.items() if balances.get(key, Decimal(0)) < amount]
    kind, unit = short[0] if short else next(iter(taken))
    required, available = taken[kind, unit], balances.get((kind, unit), Decimal(0))
    if unit == INR:
        return InsufficientCash(
            f"This needs {format_rupees(required)} of free cash; there is {format_rupees(available)}.",
            required=text(required),
            available=text(available),
        )
    return InsufficientShares(
        f"This needs {required:.0f} free shares; there are {available:.0f}.", required=f"{required:.0f}", available=f"{available:.0f}"
    )

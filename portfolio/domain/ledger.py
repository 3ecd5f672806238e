"""Building journals: amounts into and out of accounts that sum to zero in every unit, or a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from portfolio.domain.facts import FillToBook
from portfolio.enums import FEE_KINDS, INR, AccountKind, FillSide, HoldKind, JournalKind
from stocksteward.core.money import SMALLEST_UNIT, ZERO

AMOUNT_MAX = Decimal(10) ** 11  # rupees or shares in one posting: far above any real one, far below what the column holds


class UnbalancedJournal(ValueError):
    """What was to be booked does not sum to zero, or is not a journal at all: a mistake of ours, nothing is written."""


@dataclass(frozen=True, slots=True)
class Line:
    """An amount into (positive) or out of (negative) the account of this kind and unit."""

    kind: AccountKind
    unit: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """A journal that may be written: at least two lines, one for each account, every unit summing to zero."""

    kind: JournalKind
    reference: str
    lines: tuple[Line, ...]


def draft(*, kind: JournalKind, reference: str, lines: Iterable[Line]) -> Entry:
    """Return the entry, its lines merged by account and without zeros.

    :raises UnbalancedJournal: if the reference is empty or longer than 100, an amount is inexact or out of range, fewer than two
        lines remain, or a unit does not sum to zero.
    """
    if not 0 < len(reference) <= 100:
        raise UnbalancedJournal("a journal needs a reference of at most 100 characters")
    amounts: dict[tuple[AccountKind, str], Decimal] = {}
    units: dict[str, Decimal] = {}
    for line in lines:
        check_exact(line.amount)
        amounts[line.kind, line.unit] = amounts.get((line.kind, line.unit), ZERO) + line.amount
        units[line.unit] = units.get(line.unit, ZERO) + line.amount
    merged = tuple(Line(kind, unit, amount) for (kind, unit), amount in amounts.items() if amount != 0)
    if len(merged) < 2:
        raise UnbalancedJournal(f"{kind} {reference} has fewer than two postings")
    for unit, total in units.items():
        if total != 0:
            raise UnbalancedJournal(f"{kind} {reference} is out of balance by {total:f} {unit}")
    return Entry(kind=kind, reference=reference, lines=merged)


def check_exact(amount: object) -> None:
    """Let pass what the ledger can keep.

    :raises UnbalancedJournal: if it is not a finite Decimal within range and of at most four places.
    """
    if not isinstance(amount, Decimal) or not amount.is_finite() or abs(amount) > AMOUNT_MAX or amount != amount.quantize(SMALLEST_UNIT):
        raise UnbalancedJournal(f"{amount!r} is not an amount that the ledger keeps exactly")


def deposit(*, amount: Decimal, reference: str) -> Entry:
    """Rupees come in from outside."""
    return _move(JournalKind.DEPOSIT, reference=reference, amount=amount, unit=INR, source=AccountKind.EXTERNAL, target=AccountKind.CASH)


def withdrawal(*, amount: Decimal, reference: str) -> Entry:
    """Rupees leave."""
    return _move(JournalKind.WITHDRAWAL, reference=reference, amount=amount, unit=INR, source=AccountKind.CASH, target=AccountKind.EXTERNAL)


def hold(*, kind: HoldKind, amount: Decimal, unit: str, reference: str) -> Entry:
    """Cash or shares are set aside."""
    free, reserved = _ACCOUNTS_OF_HOLDS[kind]
    return _move(JournalKind.HOLD, reference=reference, amount=amount, unit=unit, source=free, target=reserved)


def release(*, kind: HoldKind, amount: Decimal, unit: str, reference: str) -> Entry:
    """What is left of a hold is free again."""
    free, reserved = _ACCOUNTS_OF_HOLDS[kind]
    return _move(JournalKind.RELEASE, reference=reference, amount=amount, unit=unit, source=reserved, target=free)


def used_of_hold(*, fill: FillToBook, remaining: Decimal) -> Decimal:
    """Return how much of a hold a fill uses up: rupees of a buy with its charges, shares of a sale, never more than remains."""
    wanted = fill.value + total_charges(fill.charges) if fill.side == FillSide.BUY else Decimal(fill.quantity)
    return min(remaining, wanted)


def filled(*, fill: FillToBook, from_hold: Decimal, cost_removed: Decimal) -> Entry:
    """A fill: shares, cash and every charge in one entry.

    A buy moves its value from cash to the shares' cost; a sale takes ``cost_removed`` off the shares' cost and books the difference
    to its value as realised profit (before charges). Charges are paid in cash. ``from_hold`` rupees (buy) or shares (sale) come
    out of what was set aside, the rest out of what is free.
    """
    charges = [Line(FEE_KINDS[name], INR, amount) for name, amount in fill.charges.items()]
    paid = total_charges(fill.charges)
    shares = Decimal(fill.quantity)
    if fill.side == FillSide.BUY:
        lines = [
            Line(AccountKind.RESERVED_CASH, INR, -from_hold),
            Line(AccountKind.CASH, INR, from_hold - fill.value - paid),
            Line(AccountKind.SHARES_AT_COST, INR, fill.value),
            Line(AccountKind.HOLDING, fill.isin, shares),
            Line(AccountKind.EXTERNAL, fill.isin, -shares),
        ]
    else:
        lines = [
            Line(AccountKind.RESERVED_HOLDING, fill.isin, -from_hold),
            Line(AccountKind.HOLDING, fill.isin, from_hold - shares),
            Line(AccountKind.EXTERNAL, fill.isin, shares),
            Line(AccountKind.CASH, INR, fill.value - paid),
            Line(AccountKind.SHARES_AT_COST, INR, -cost_removed),
            Line(AccountKind.REALISED_PNL, INR, cost_removed - fill.value),
        ]
    return draft(kind=JournalKind.FILL, reference=fill.reference, lines=lines + charges)


def check_fill(fill: FillToBook) -> None:
    """Let pass a fill that can be booked.

    :raises UnbalancedJournal: if side or a charge is unknown, quantity or price are not above zero, or an amount is negative,
        inexact or out of range.
    """
    if fill.side not in FillSide.values:
        raise UnbalancedJournal(f"{fill.side!r} is no side of a fill")
    quantity: object = fill.quantity
    if isinstance(quantity, bool) or not isinstance(quantity, int) or quantity <= 0:
        raise UnbalancedJournal(f"{quantity!r} is no quantity of shares")
    for amount in (fill.price, *fill.charges.values()):
        check_exact(amount)
    check_exact(fill.value)
    if fill.price <= 0 or min(fill.charges.values(), default=ZERO) < 0:
        raise UnbalancedJournal("a fill has a price above zero and no negative charges")
    unknown = sorted(set(fill.charges) - set(FEE_KINDS))
    if unknown:
        raise UnbalancedJournal(f"there is no account for the charge {unknown[0]!r}")


def total_charges(charges: Mapping[str, Decimal]) -> Decimal:
    """Return the sum in rupees."""
    return sum(charges.values(), ZERO)


_ACCOUNTS_OF_HOLDS = {
    HoldKind.CASH: (AccountKind.CASH, AccountKind.RESERVED_CASH),
    HoldKind.SHARES: (AccountKind.HOLDING, AccountKind.RESERVED_HOLDING),
}


def _move(kind: JournalKind, *, reference: str, amount: Decimal, unit: str, source: AccountKind, target: AccountKind) -> Entry:
    return draft(kind=kind, reference=reference, lines=[Line(source, unit, -amount), Line(target, unit, amount)])

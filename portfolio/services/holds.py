"""Setting cash or shares aside for an order, and giving back what it did not use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from portfolio.domain import ledger as entries
from portfolio.domain.amounts import check_amount
from portfolio.domain.facts import HoldFacts
from portfolio.enums import INR, HoldKind
from portfolio.models.hold import Hold
from portfolio.services import ledger, live_updates
from stocksteward.core.errors import BadInput, NotFound


@dataclass(frozen=True, slots=True)
class _Wish:
    portfolio_id: int
    kind: HoldKind
    unit: str
    instrument_id: int | None
    amount: Decimal
    reference: str


def hold_cash(*, portfolio_id: int, amount: Decimal, reference: str, at: datetime) -> HoldFacts:
    """Set rupees aside; the same reference again changes nothing and returns the hold as it is now.

    :raises BadInput: naming ``amount`` and the rule it breaks.
    :raises NotFound: if there is no such portfolio.
    :raises InsufficientCash: if so much is not free; the database decides.
    :raises ReferenceReused: if the reference stands for another hold.
    """
    check_amount(amount)
    return _hold(
        _Wish(portfolio_id=portfolio_id, kind=HoldKind.CASH, unit=INR, instrument_id=None, amount=amount, reference=reference), at=at
    )


def hold_shares(*, portfolio_id: int, instrument_id: int, isin: str, quantity: int, reference: str, at: datetime) -> HoldFacts:
    """Set shares aside; the same reference again changes nothing and returns the hold as it is now.

    :raises BadInput: naming ``quantity`` and the rule it breaks.
    :raises NotFound: if there is no such portfolio.
    :raises InsufficientShares: if so many are not free; the database decides.
    :raises ReferenceReused: if the reference stands for another hold.
    """
    if isinstance(quantity, bool) or not isinstance(quantity, int):
        raise BadInput("quantity", "Shares come in whole numbers.")
    amount = Decimal(quantity)
    check_amount(amount, field="quantity")
    return _hold(
        _Wish(portfolio_id=portfolio_id, kind=HoldKind.SHARES, unit=isin, instrument_id=instrument_id, amount=amount, reference=reference),
        at=at,
    )


def release_hold(*, reference: str, at: datetime) -> HoldFacts:
    """Give back what a hold has left; released already, it changes nothing.

    :raises NotFound: if there is no such hold.
    """
    portfolio_id = Hold.objects.filter(reference=reference).values_list("portfolio_id", flat=True).first()
    if portfolio_id is None:
        raise NotFound("There is no such hold.")
    with ledger.open_books(portfolio_id=portfolio_id) as portfolio:
        hold = Hold.objects.get(reference=reference)
        if hold.released_at is not None:
            return hold.facts
        if hold.remaining > 0:
            entry = entries.release(kind=HoldKind(hold.kind), amount=hold.remaining, unit=hold.unit, reference=reference)
            ledger.write(portfolio=portfolio, entry=entry, at=at)
        hold.remaining, hold.released_at = Decimal(0), at
        hold.save(update_fields=["remaining", "released_at", "updated_at"])
        live_updates.push_portfolio(portfolio_id=portfolio_id, user_id=portfolio.user_id)
        return hold.facts


def _hold(wish: _Wish, *, at: datetime) -> HoldFacts:
    with ledger.open_books(portfolio_id=wish.portfolio_id) as portfolio:
        known = Hold.objects.filter(reference=wish.reference).first()
        if known is not None:
            _check_same(known, wish)
            return known.facts
        entry = entries.hold(kind=wish.kind, amount=wish.amount, unit=wish.unit, reference=wish.reference)
        ledger.write(portfolio=portfolio, entry=entry, at=at)
        hold = Hold.objects.create(
            portfolio=portfolio,
            reference=wish.reference,
            kind=wish.kind,
            unit=wish.unit,
            instrument_id=wish.instrument_id,
            amount=wish.amount,
            remaining=wish.amount,
            held_at=at,
        )
        live_updates.push_portfolio(portfolio_id=portfolio.pk, user_id=portfolio.user_id)
        return hold.facts


def _check_same(known: Hold, wish: _Wish) -> None:
    is_same = (known.portfolio_id, known.kind, known.unit, known.amount) == (wish.portfolio_id, wish.kind, wish.unit, wish.amount)
    if not is_same:
        raise ledger.ReferenceReused(f"The reference {wish.reference} already stands for another hold.")

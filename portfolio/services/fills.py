"""Booking fills: one balanced journal each, the hold used up first, the holding brought up to date."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from portfolio.domain import cost_basis
from portfolio.domain import ledger as entries
from portfolio.domain.cost_basis import CostBasis, Removed
from portfolio.domain.facts import FillBooked, FillToBook
from portfolio.enums import FillSide, HoldKind, JournalKind
from portfolio.models.hold import Hold
from portfolio.models.holding import Holding
from portfolio.models.portfolio import Portfolio
from portfolio.services import ledger, live_updates
from stocksteward.core.errors import NotFound
from stocksteward.core.money import ZERO


def book_fill(*, fill: FillToBook, at: datetime) -> FillBooked:
    """Book a fill in one transaction; the same reference again changes nothing and returns the first booking.

    The hold named by ``hold_reference`` is used up first; what it does not cover comes out of free cash or shares. What it has left
    stays held until it is released. Realised profit of a sale is net of charges: see ``cost_basis.realised_by_sale``.

    :raises UnbalancedJournal: if the fill cannot be booked at all (unknown side or charge, nothing traded, an inexact amount).
    :raises NotFound: if there is no such portfolio or no such hold in it.
    :raises InsufficientCash: if hold and free cash together are too little; the database decides.
    :raises InsufficientShares: the same of shares.
    :raises ReferenceReused: if the reference stands for another fill, or the hold sets aside something else.
    """
    entries.check_fill(fill)
    with ledger.open_books(portfolio_id=fill.portfolio_id) as portfolio:
        known = ledger.find_journal(kind=JournalKind.FILL, reference=fill.reference)
        if known is not None:
            booked = (known.portfolio_id, known.instrument_id, known.side, known.quantity, known.price)
            if booked != (fill.portfolio_id, fill.instrument_id, fill.side, fill.quantity, fill.price):
                raise ledger.ReferenceReused(f"The reference {fill.reference} already stands for another fill.")
            return FillBooked(known.pk, known.number, known.reference, known.realised_pnl, was_booked_before=True)
        return _book(portfolio, fill=fill, at=at)


def _book(portfolio: Portfolio, *, fill: FillToBook, at: datetime) -> FillBooked:
    hold = _hold_of(fill)
    from_hold = entries.used_of_hold(fill=fill, remaining=hold.remaining) if hold else ZERO
    holding = Holding.objects.filter(portfolio=portfolio, instrument_id=fill.instrument_id).first() or Holding(
        portfolio=portfolio, instrument_id=fill.instrument_id, isin=fill.isin
    )
    basis = CostBasis(quantity=holding.quantity, cost=holding.cost, buy_charges=holding.buy_charges)
    charges = entries.total_charges(fill.charges)
    removed, realised = Removed(cost=ZERO, buy_charges=ZERO), None
    if fill.side == FillSide.SELL:
        removed = cost_basis.removed_by_sale(basis, quantity=fill.quantity)
        realised = cost_basis.realised_by_sale(value=fill.value, charges=charges, removed=removed)

    entry = entries.filled(fill=fill, from_hold=from_hold, cost_removed=removed.cost)
    # The database decides here whether there is enough; a sale of more than is owned goes no further.
    journal = ledger.write(portfolio=portfolio, entry=entry, at=at, terms=ledger.FillTerms(fill=fill, realised_pnl=realised))
    if hold is not None and from_hold > 0:
        hold.remaining -= from_hold
        hold.save(update_fields=["remaining", "updated_at"])
    if fill.side == FillSide.BUY:
        basis = cost_basis.after_buy(basis, quantity=fill.quantity, value=fill.value, charges=charges)
    else:
        basis = cost_basis.after_sale(basis, quantity=fill.quantity, removed=removed)
    _keep(holding, basis=basis, realised=realised or ZERO)
    live_updates.push_portfolio(portfolio_id=portfolio.pk, user_id=portfolio.user_id)
    return FillBooked(journal.pk, journal.number, journal.reference, realised, was_booked_before=False)


def _hold_of(fill: FillToBook) -> Hold | None:
    if not fill.hold_reference:
        return None
    hold = Hold.objects.filter(reference=fill.hold_reference, portfolio_id=fill.portfolio_id).first()
    if hold is None:
        raise NotFound("There is no such hold.")
    is_fitting = hold.kind == HoldKind.CASH if fill.side == FillSide.BUY else (hold.kind, hold.unit) == (HoldKind.SHARES, fill.isin)
    if not is_fitting:
        raise ledger.ReferenceReused(f"The hold {fill.hold_reference} sets aside something else.")
    return hold


def _keep(holding: Holding, *, basis: CostBasis, realised: Decimal) -> None:
    holding.quantity, holding.cost, holding.buy_charges = basis.quantity, basis.cost, basis.buy_charges
    holding.realised_pnl += realised
    holding.save()

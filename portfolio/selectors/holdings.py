"""Holdings, with what of them is set aside for orders."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from portfolio.domain.cost_basis import CostBasis
from portfolio.domain.facts import HoldingFacts
from portfolio.enums import AccountKind
from portfolio.models.holding import Holding
from portfolio.models.ledger import LedgerAccount
from stocksteward.core.money import ZERO


def get_holding(*, portfolio_id: int, instrument_id: int) -> HoldingFacts:
    """Return the holding of one instrument; one of zero shares if there never was any."""
    row = Holding.objects.filter(portfolio_id=portfolio_id, instrument_id=instrument_id).first()
    if row is None:
        return HoldingFacts(instrument_id=instrument_id, quantity=0, held_quantity=0, average_price=ZERO, cost=ZERO, realised_pnl=ZERO)
    return _facts(row, held=_held_shares([portfolio_id], isin=row.isin))


def list_holdings(*, portfolio_id: int, with_sold: bool = False) -> list[HoldingFacts]:
    """Return what a portfolio owns; ``with_sold`` also what it has owned and sold."""
    found = list_holdings_of(portfolio_ids=[portfolio_id])[portfolio_id]
    return [holding for holding in found if with_sold or holding.quantity > 0]


def held_instrument_ids() -> list[int]:
    """Return every instrument of which some portfolio owns shares, for the feed."""
    return list(Holding.objects.filter(quantity__gt=0).order_by().values_list("instrument_id", flat=True).distinct())


def list_holdings_of(*, portfolio_ids: Sequence[int], held: dict[tuple[int, str], Decimal] | None = None) -> dict[int, list[HoldingFacts]]:
    """Return every holding that several portfolios have or had, in two statements; in one if the held shares are known already."""
    held = _held_shares(portfolio_ids) if held is None else held
    found: dict[int, list[HoldingFacts]] = {portfolio_id: [] for portfolio_id in portfolio_ids}
    for row in Holding.objects.filter(portfolio_id__in=portfolio_ids).order_by("portfolio_id", "pk"):
        found[row.portfolio_id].append(_facts(row, held=held))
    return found


def _held_shares(portfolio_ids: Sequence[int], *, isin: str | None = None) -> dict[tuple[int, str], Decimal]:
    accounts = LedgerAccount.objects.filter(portfolio_id__in=portfolio_ids, kind=AccountKind.RESERVED_HOLDING)
    if isin is not None:
        accounts = accounts.filter(unit=isin)
    return {(portfolio_id, unit): balance for portfolio_id, unit, balance in accounts.values_list("portfolio_id", "unit", "balance")}


def _facts(row: Holding, *, held: dict[tuple[int, str], Decimal]) -> HoldingFacts:
    return HoldingFacts(
        instrument_id=row.instrument_id,
        quantity=row.quantity,
        held_quantity=int(held.get((row.portfolio_id, row.isin), ZERO)),
        average_price=CostBasis(quantity=row.quantity, cost=row.cost).average_price,
        cost=row.cost,
        realised_pnl=row.realised_pnl,
        isin=row.isin,
        buy_charges=row.buy_charges,
    )

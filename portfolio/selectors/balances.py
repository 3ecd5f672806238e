"""Cash balances, read from the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Q

from portfolio.domain.facts import Balances
from portfolio.enums import INR, AccountKind
from portfolio.models.ledger import LedgerAccount
from stocksteward.core.errors import NotFound


def rupee_balances(*, portfolio_ids: Sequence[int]) -> dict[int, dict[str, Decimal]]:
    """Return every rupee balance by portfolio and kind of account, in one statement."""
    found: dict[int, dict[str, Decimal]] = {portfolio_id: {} for portfolio_id in portfolio_ids}
    rows = LedgerAccount.objects.filter(portfolio_id__in=portfolio_ids, unit=INR).values_list("portfolio_id", "kind", "balance")
    for portfolio_id, kind, balance in rows:
        found[portfolio_id][kind] = balance
    return found


def balances_and_held_shares(*, portfolio_ids: Sequence[int]) -> tuple[dict[int, dict[str, Decimal]], dict[tuple[int, str], Decimal]]:
    """Return rupee balances as :func:`rupee_balances` does, and held shares by portfolio and ISIN, both of the same one statement."""
    rupees: dict[int, dict[str, Decimal]] = {portfolio_id: {} for portfolio_id in portfolio_ids}
    held: dict[tuple[int, str], Decimal] = {}
    rows = LedgerAccount.objects.filter(Q(unit=INR) | Q(kind=AccountKind.RESERVED_HOLDING), portfolio_id__in=portfolio_ids).order_by()
    for portfolio_id, kind, unit, balance in rows.values_list("portfolio_id", "kind", "unit", "balance"):
        if unit == INR:
            rupees[portfolio_id][kind] = balance
        else:
            held[portfolio_id, unit] = balance
    return rupees, held


def get_balances(*, portfolio_id: int) -> Balances:
    """Return the cash of a portfolio, in rupees.

    :raises NotFound: if there is no such portfolio.
    """
    kinds = rupee_balances(portfolio_ids=[portfolio_id])[portfolio_id]
    if not kinds:
        raise NotFound("There is no such portfolio.")
    return Balances(cash=kinds[AccountKind.CASH], held_cash=kinds[AccountKind.RESERVED_CASH])

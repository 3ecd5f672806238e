"""Reading the books in tests: every balance by its account, and whether all checks pass."""

from __future__ import annotations

from decimal import Decimal

from portfolio.models.ledger import LedgerAccount
from portfolio.services import verification


def balances(portfolio) -> dict[tuple[str, str], Decimal]:
    """Every balance that is not zero."""
    rows = LedgerAccount.objects.filter(portfolio=portfolio).exclude(balance=0)
    return {(account.kind, account.unit): account.balance for account in rows}


def assert_in_order() -> None:
    """Fail if the ledger has any defect."""
    assert verification.verify() == []

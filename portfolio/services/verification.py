"""Verifying the books: the ledger's own checks and those that upper apps add."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import connection, transaction

from portfolio.domain.facts import LedgerDefect
from portfolio.selectors import ledger_checks

Check = Callable[[], Iterable[LedgerDefect]]
_checks: list[Check] = []


def register(check: Check) -> None:
    """Have ``check`` run with every verification; upper apps call this at start, twice without further effect."""
    if check not in _checks:
        _checks.append(check)


def verify() -> list[LedgerDefect]:
    """Run every check on one state of the database and return what is wrong."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            # All statements see the same moment, so that work going on meanwhile is no defect.
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        defects = ledger_checks.verify()
        for check in _checks:
            defects.extend(check())
    return sorted(defects, key=_by_number)


def _by_number(defect: LedgerDefect) -> tuple[int, str, str]:
    return defect.check, defect.name, defect.subject

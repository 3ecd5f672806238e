"""The numbered checks of the ledger: each finds what must never be, by reading every row again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from portfolio.domain.facts import LedgerDefect
from stocksteward.core.fields import SCALE

# Every check is one statement of constants; it answers with no row when all is well, else with (subject, expected, found).
# Amounts are whole ten-thousandths, so that sums are exact on both databases. The numbers are those of the reliability design
# (checks of fills, orders and approvals are added by the apps that own them).
_CHECKS: tuple[tuple[int, str, str], ...] = (
    (
        1,
        "each journal sums to zero in every unit",
        """SELECT p.journal_id, 0, SUM(p.amount) FROM portfolio_posting p JOIN portfolio_ledgeraccount a ON a.id = p.account_id
           GROUP BY p.journal_id, a.unit HAVING SUM(p.amount) <> 0""",
    ),
    (
        1,
        "each journal has at least two postings, all in its own portfolio",
        """SELECT j.id, 20000, 10000 * SUM(CASE WHEN a.portfolio_id = j.portfolio_id THEN 1 ELSE 0 END) FROM portfolio_journal j
           LEFT JOIN portfolio_posting p ON p.journal_id = j.id LEFT JOIN portfolio_ledgeraccount a ON a.id = p.account_id
           GROUP BY j.id HAVING SUM(CASE WHEN a.portfolio_id = j.portfolio_id THEN 1 ELSE 0 END) < 2
           OR SUM(CASE WHEN a.portfolio_id <> j.portfolio_id THEN 1 ELSE 0 END) > 0""",
    ),
    (
        1,
        "each posting has its journal",
        """SELECT p.id, 10000, 0 FROM portfolio_posting p LEFT JOIN portfolio_journal j ON j.id = p.journal_id WHERE j.id IS NULL""",
    ),
    (
        2,
        "each balance is the sum of its postings",
        """SELECT a.id, COALESCE(SUM(p.amount), 0), a.balance FROM portfolio_ledgeraccount a
           LEFT JOIN portfolio_posting p ON p.account_id = a.id
           GROUP BY a.id, a.balance HAVING COALESCE(SUM(p.amount), 0) <> a.balance""",
    ),
    (
        3,
        "all accounts together sum to zero in every unit",
        "SELECT unit, 0, SUM(balance) FROM portfolio_ledgeraccount GROUP BY unit HAVING SUM(balance) <> 0",
    ),
    (
        4,
        "no guarded balance is negative",
        """SELECT id, 0, balance FROM portfolio_ledgeraccount WHERE balance < 0
           AND kind IN ('CASH', 'RESERVED_CASH', 'HOLDING', 'RESERVED_HOLDING', 'SHARES_AT_COST')""",
    ),
    (
        8,
        "what is reserved is what the open holds have left",
        """SELECT s.portfolio_id || ' ' || s.unit, SUM(s.held), SUM(s.reserved) FROM (
             SELECT portfolio_id, unit, remaining AS held, 0 AS reserved FROM portfolio_hold
             UNION ALL
             SELECT portfolio_id, unit, 0, balance FROM portfolio_ledgeraccount WHERE kind IN ('RESERVED_CASH', 'RESERVED_HOLDING')
           ) s GROUP BY s.portfolio_id, s.unit HAVING SUM(s.held) <> SUM(s.reserved)""",
    ),
    (
        9,
        "each holding has the shares of the ledger",
        """SELECT s.portfolio_id || ' ' || s.unit, SUM(s.booked), SUM(s.kept) FROM (
             SELECT portfolio_id, unit, balance AS booked, 0 AS kept FROM portfolio_ledgeraccount
             WHERE kind IN ('HOLDING', 'RESERVED_HOLDING')
             UNION ALL
             SELECT portfolio_id, isin, 0, quantity * 10000 FROM portfolio_holding
           ) s GROUP BY s.portfolio_id, s.unit HAVING SUM(s.booked) <> SUM(s.kept)""",
    ),
    (
        9,
        "each holding has the cost of the ledger",
        """SELECT s.portfolio_id || ' ' || s.instrument_id, SUM(s.booked), SUM(s.kept) FROM (
             SELECT j.portfolio_id, j.instrument_id, p.amount AS booked, 0 AS kept FROM portfolio_posting p
             JOIN portfolio_ledgeraccount a ON a.id = p.account_id AND a.kind = 'SHARES_AT_COST'
             JOIN portfolio_journal j ON j.id = p.journal_id
             UNION ALL
             SELECT portfolio_id, instrument_id, 0, cost FROM portfolio_holding
           ) s GROUP BY s.portfolio_id, s.instrument_id HAVING SUM(s.booked) <> SUM(s.kept)""",
    ),
    (
        10,
        "each holding's realised profit is that of its sales",
        """SELECT s.portfolio_id || ' ' || s.instrument_id, SUM(s.booked), SUM(s.kept) FROM (
             SELECT portfolio_id, instrument_id, COALESCE(realised_pnl, 0) AS booked, 0 AS kept FROM portfolio_journal WHERE kind = 'FILL'
             UNION ALL
             SELECT portfolio_id, instrument_id, 0, realised_pnl FROM portfolio_holding
           ) s GROUP BY s.portfolio_id, s.instrument_id HAVING SUM(s.booked) <> SUM(s.kept)""",
    ),
    (
        10,
        "realised profit and open buy charges account for profit before charges less charges paid",
        """SELECT s.portfolio_id, SUM(s.booked), SUM(s.kept) FROM (
             SELECT portfolio_id, -balance AS booked, 0 AS kept FROM portfolio_ledgeraccount
             WHERE kind = 'REALISED_PNL' OR kind LIKE 'FEES%'
             UNION ALL
             SELECT portfolio_id, 0, realised_pnl - buy_charges FROM portfolio_holding
           ) s GROUP BY s.portfolio_id HAVING SUM(s.booked) <> SUM(s.kept)""",
    ),
    (
        11,
        "cash is deposits less withdrawals less buys plus sales less charges",
        """SELECT s.portfolio_id, SUM(s.traded), SUM(s.cash) FROM (
             SELECT portfolio_id, CASE WHEN side = 'BUY' THEN -quantity * price ELSE quantity * price END AS traded, 0 AS cash
             FROM portfolio_journal WHERE kind = 'FILL'
             UNION ALL
             SELECT portfolio_id, -balance, 0 FROM portfolio_ledgeraccount
             WHERE unit = 'INR' AND (kind = 'EXTERNAL' OR kind LIKE 'FEES%')
             UNION ALL
             SELECT portfolio_id, 0, balance FROM portfolio_ledgeraccount WHERE kind IN ('CASH', 'RESERVED_CASH')
           ) s GROUP BY s.portfolio_id HAVING SUM(s.traded) <> SUM(s.cash)""",
    ),
    (
        16,
        "the journals of each portfolio are numbered without a gap",
        """SELECT f.id, 10000 * f.journal_count, 10000 * COUNT(j.id) FROM portfolio_portfolio f
           LEFT JOIN portfolio_journal j ON j.portfolio_id = f.id GROUP BY f.id, f.journal_count
           HAVING COUNT(j.id) <> f.journal_count OR COALESCE(MAX(j.number), 0) <> f.journal_count OR COALESCE(MIN(j.number), 1) <> 1""",
    ),
)
DEFECTS_MAX = 100  # of each check: enough to act upon, whatever has happened


def verify() -> list[LedgerDefect]:
    """Run every check of the ledger's own and return what is wrong; an empty list says that the books are in order.

    On PostgreSQL call it in a REPEATABLE READ transaction when others write meanwhile, as services.verification does.
    """
    return list(_run())


def names_of_checks() -> list[tuple[int, str]]:
    """Return number and name of each check, for the report."""
    return [(number, name) for number, name, _ in _CHECKS]


def _run() -> Iterator[LedgerDefect]:
    with connection.cursor() as cursor:
        for number, name, statement in _CHECKS:
            cursor.execute(statement)
            for row in cursor.fetchmany(DEFECTS_MAX):
                yield _defect(number, name, row)


def _defect(number: int, name: str, row: Sequence[Any]) -> LedgerDefect:
    subject, expected, found = row
    return LedgerDefect(check=number, name=name, subject=str(subject), problem=f"expected {_plain(expected)}, found {_plain(found)}")


def _plain(units: Any) -> str:
    whole = int(units or 0)
    sign = "-" if whole < 0 else ""
    digits = str(abs(whole)).rjust(SCALE + 1, "0")
    return f"{sign}{digits[:-SCALE]}.{digits[-SCALE:]}"

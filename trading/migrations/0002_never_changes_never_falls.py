"""Events, fills and verdicts are append-only; a filled quantity never goes down; what has ended stays ended."""

from __future__ import annotations

from django.db import migrations

from stocksteward.core.append_only import AppendOnly, PerVendorSQL

_ENDED = "('FILLED', 'DENIED', 'REJECTED')"


def _sqlite(name: str, table: str, column: str, condition: str, words: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE UPDATE OF {column} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{words}'); END;"


def _postgresql(name: str, table: str, column: str, condition: str, words: str) -> list[str]:
    return [
        (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END $$;"
        ),
        f"CREATE TRIGGER {name} BEFORE UPDATE OF {column} ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}();",
    ]


def _guard(name: str, table: str, column: str, condition: str, words: str) -> PerVendorSQL:
    return PerVendorSQL(
        name=f"Guard {table}.{column}: {words}",
        sqlite=[_sqlite(name, table, column, condition, words)],
        postgresql=_postgresql(name, table, column, condition, words),
        undo_sqlite=[f"DROP TRIGGER IF EXISTS {name}"],
        undo_postgresql=[f"DROP TRIGGER IF EXISTS {name} ON {table}", f"DROP FUNCTION IF EXISTS {name}()"],
    )


class Migration(migrations.Migration):
    dependencies = [("trading", "0001_trades_orders_limits_and_strategies")]

    operations = [
        AppendOnly("trading_orderevent"),
        AppendOnly("trading_fill"),
        AppendOnly("trading_riskdecision"),
        _guard(
            "trading_order_filled_quantity_never_falls",
            "trading_order",
            "filled_quantity",
            "NEW.filled_quantity < OLD.filled_quantity",
            "the filled quantity of an order never goes down",
        ),
        _guard(
            "trading_order_stays_ended",
            "trading_order",
            "status",
            f"OLD.status IN {_ENDED} AND NEW.status <> OLD.status",
            "an order that has ended stays as it ended",
        ),
        _guard(
            "trading_paperorder_filled_quantity_never_falls",
            "trading_paperorder",
            "filled_quantity",
            "NEW.filled_quantity < OLD.filled_quantity",
            "the filled quantity of a paper order never goes down",
        ),
    ]

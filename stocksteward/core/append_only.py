"""Tables that the database itself refuses to change: triggers on SQLite and PostgreSQL, made by migrations."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation

_SQLITE = """
CREATE TRIGGER {table}_refuses_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: {verb} refused'); END;
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION steward_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, lower(TG_OP) USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
_POSTGRES = """
CREATE TRIGGER {table}_refuses_{verb} BEFORE {VERB} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION steward_refuse_change();
"""
_VERBS = {"sqlite": ("update", "delete"), "postgresql": ("update", "delete", "truncate")}


def create_triggers(connection: BaseDatabaseWrapper, table: str) -> None:
    """Make the database refuse UPDATE and DELETE (and TRUNCATE where it exists) on ``table``."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        template = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
        for verb in _VERBS[connection.vendor]:
            cursor.execute(template.format(table=table, verb=verb, VERB=verb.upper()))


def drop_triggers(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the refusal away again, for a migration that is undone and for the flush between tests."""
    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for verb in _VERBS[connection.vendor]:
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_{verb}{on_table}")


class AppendOnly(Operation):
    """A migration step: from here on the table refuses UPDATE and DELETE."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models do not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Create the triggers."""
        create_triggers(schema_editor.connection, self.table)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the triggers."""
        drop_triggers(schema_editor.connection, self.table)

    def describe(self) -> str:
        """Say what the step does, for migrate's output."""
        return f"Make {self.table} append-only"


class PerVendorSQL(Operation):
    """A migration step whose SQL differs between SQLite and PostgreSQL; each is a list of statements."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, *, name: str, sqlite: list[str], postgresql: list[str], undo_sqlite: list[str], undo_postgresql: list[str]) -> None:
        self.name = name
        self.sqlite = sqlite
        self.postgresql = postgresql
        self.undo_sqlite = undo_sqlite
        self.undo_postgresql = undo_postgresql

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models do not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Run the statements of this database."""
        self._run(schema_editor, self.postgresql if schema_editor.connection.vendor == "postgresql" else self.sqlite)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Run the undoing statements of this database."""
        self._run(schema_editor, self.undo_postgresql if schema_editor.connection.vendor == "postgresql" else self.undo_sqlite)

    def describe(self) -> str:
        """Say what the step does, for migrate's output."""
        return self.name

    @staticmethod
    def _run(schema_editor: Any, statements: list[str]) -> None:
        with schema_editor.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def protected_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the tables that refuse change at this moment, as the database itself lists them."""
    query = (
        "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE %s AND NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, ["%_refuses_delete"])
        return sorted({str(row[0]) for row in cursor.fetchall()})

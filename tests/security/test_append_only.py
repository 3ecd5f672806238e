"""Books, fills, decisions and the audit log: both databases refuse every way of changing or deleting what is written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from accounts.models.audit import AuditEvent
from accounts.selectors.audit import verify
from stocksteward.core import append_only

pytestmark = pytest.mark.django_db

PROTECTED = {
    "accounts_auditevent",
    "auditlog_logentry",
    "portfolio_journal",
    "portfolio_posting",
    "trading_fill",
    "trading_orderevent",
    "trading_riskdecision",
}
MODELS = {model._meta.db_table: model for model in apps.get_models() if model._meta.db_table in PROTECTED}


def _raw(statement):
    def run(model, row):
        with connection.cursor() as cursor:
            cursor.execute(statement.format(table=model._meta.db_table, id=model._meta.pk.column))

    return run


def _save_again(model, row):
    row.save(force_update=True)


def _bulk_update(model, row):
    model._base_manager.bulk_update([row], [_plain_field(model)])


def _update(model, row):
    name = _plain_field(model)
    model._base_manager.filter(pk=row.pk).update(**{name: getattr(row, name)})


def _insert_or_replace(model, row):
    columns = [field.column for field in model._meta.concrete_fields]
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f'INSERT OR REPLACE INTO "{model._meta.db_table}" ({names}) SELECT {names} FROM "{model._meta.db_table}" LIMIT 1'
            )
        else:
            key = model._meta.pk.column
            cursor.execute(
                f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {names} FROM "{model._meta.db_table}" LIMIT 1'
                f' ON CONFLICT ("{key}") DO UPDATE SET "{key}" = EXCLUDED."{key}"'
            )


def _truncate(model, row):
    connection.check_constraints()  # what still waits for the end of the transaction would be in its way
    with connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE "{model._meta.db_table}" CASCADE')


def _plain_field(model):
    return next(field.name for field in model._meta.concrete_fields if not field.primary_key and not field.is_relation)


WAYS = {
    "save": _save_again,
    "bulk_update": _bulk_update,
    "queryset.update": _update,
    "delete": lambda model, row: row.delete(),
    "queryset.delete": lambda model, row: model._base_manager.filter(pk=row.pk).delete(),
    "_raw_delete": lambda model, row: model._base_manager.filter(pk=row.pk)._raw_delete("default"),
    "UPDATE": _raw('UPDATE "{table}" SET "{id}" = "{id}"'),
    "DELETE": _raw('DELETE FROM "{table}"'),
    "REPLACE": _insert_or_replace,
    "TRUNCATE": _truncate,
}


def test_exactly_these_tables_refuse_change(desk):
    assert set(append_only.protected_tables(connection)) == PROTECTED
    assert set(MODELS) == PROTECTED


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("table", sorted(PROTECTED))
def test_what_is_written_stays(desk, table, way):
    if way == "TRUNCATE" and connection.vendor == "sqlite":
        way = "DELETE"  # SQLite knows no TRUNCATE
    model = MODELS[table]
    row = model._base_manager.order_by("pk").first()
    before = sorted(map(repr, model._base_manager.values_list()))
    assert row is not None

    with pytest.raises((DatabaseError, models.ProtectedError)) as refusal, transaction.atomic():
        WAYS[way](model, row)

    # REPLACE may meet another rule of the table first.
    assert isinstance(refusal.value, models.ProtectedError) or "append-only" in str(refusal.value) or way == "REPLACE"
    assert sorted(map(repr, model._base_manager.values_list())) == before


@pytest.fixture
def altering(desk):
    """Lift the refusal, as somebody with the keys of the database could."""
    tables = ("accounts_auditevent", "auditlog_logentry")
    for table in tables:
        append_only.drop_triggers(connection, table)
    yield
    for table in tables:
        append_only.create_triggers(connection, table)


def _altered(field, value):
    if isinstance(field, models.DateTimeField):
        return value + timedelta(microseconds=1)
    if isinstance(field, (models.ForeignKey, models.IntegerField)) and not isinstance(value, str):
        return value + 1 if isinstance(field, models.IntegerField) else None if value else 101
    text = "" if value is None else str(value)
    return text[:-1] + ("1" if text[-1:] != "1" else "2")


# What says nothing about what happened: the number of the row itself.
COLUMNS = [field for field in AuditEvent._meta.concrete_fields if not field.primary_key]


@pytest.mark.parametrize("field", COLUMNS, ids=lambda field: field.name)
def test_one_byte_in_any_column_of_an_event_is_found(altering, field):
    row = AuditEvent.objects.exclude(log_entry=None).exclude(before="").order_by("pk").first() or AuditEvent.objects.order_by("pk").first()
    if field.name == "stream":
        altered = AuditEvent.objects.exclude(stream_id=row.stream_id).values_list("stream_id", flat=True)[0]
        changes = {"stream_id": altered, "number": 10**6}
    else:
        changes = {field.attname: _altered(field, getattr(row, field.attname))}
        if field.name == "number":
            changes = {"number": 10**6}
    assert [defect for defect in verify() if "refuses" not in defect.problem] == []

    AuditEvent.objects.filter(pk=row.pk).update(**changes)

    assert [defect for defect in verify() if "refuses" not in defect.problem] != [], field.name


@pytest.mark.parametrize("name", ["object_pk", "object_repr", "action", "changes", "timestamp", "cid"])
def test_one_byte_in_a_log_entry_is_found(altering, name):
    row = LogEntry.objects.order_by("pk").first()
    changed = {"action": 2 if row.action != 2 else 1, "timestamp": row.timestamp + timedelta(microseconds=1), "changes": {"x": ["1", "2"]}}
    value = changed.get(name, f"{getattr(row, name) or ''}x")

    LogEntry.objects.filter(pk=row.pk).update(**{name: value})

    assert [defect for defect in verify() if "refuses" not in defect.problem] != [], name

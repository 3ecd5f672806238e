"""The audit log: what is written, what the databases refuse, what verification finds."""

from __future__ import annotations

import contextlib
import json
import threading
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.domain import audit_context
from accounts.models.audit import AuditEvent, AuditStream
from accounts.selectors.audit import run_verification, verify
from accounts.services import audit, users
from stocksteward.core import append_only
from stocksteward.core.trace import tracing
from tests.factories.accounts import arjun, bhavna

TABLES = ("accounts_auditevent", "auditlog_logentry")


@pytest.fixture
def chain(db):
    """A stream of five events of Arjun's."""
    person = arjun()
    for number in range(5):
        audit.record(
            action="test.happened",
            object_type="thing",
            object_id=str(number),
            before={"n": number},
            after={"n": number + 1},
            actor_id=person.pk,
        )
    assert verify() == []
    return f"user:{person.pk}"


@pytest.fixture
def unprotected(chain):
    """The same, with the refusal of both tables lifted, as somebody with the keys of the database could."""
    for table in TABLES:
        append_only.drop_triggers(connection, table)
    yield chain
    for table in TABLES:
        append_only.create_triggers(connection, table)


def defects_of_the_chain():
    """What verification finds beside the missing refusal."""
    return [defect for defect in verify() if "refuses" not in defect.problem]


def test_one_altered_byte_of_any_column_is_found(unprotected):
    row = AuditEvent.objects.get(stream_id=unprotected, number=3)
    for column in (
        "action",
        "object_type",
        "object_id",
        "before",
        "after",
        "reason",
        "address",
        "user_agent",
        "trace_id",
        "hash",
        "previous_hash",
    ):
        value = getattr(row, column)
        altered = (value[:-1] + ("1" if value[-1:] != "1" else "2")) if value else "x"

        AuditEvent.objects.filter(pk=row.pk).update(**{column: altered})
        assert defects_of_the_chain(), column

        AuditEvent.objects.filter(pk=row.pk).update(**{column: value})
        assert defects_of_the_chain() == []


def test_an_altered_moment_or_actor_is_found(unprotected):
    row = AuditEvent.objects.get(stream_id=unprotected, number=2)

    AuditEvent.objects.filter(pk=row.pk).update(at=row.at.replace(microsecond=(row.at.microsecond + 1) % 1_000_000))
    assert [defect.number for defect in defects_of_the_chain()] == [2]

    AuditEvent.objects.filter(pk=row.pk).update(at=row.at, actor_id=bhavna().pk)
    assert 2 in [defect.number for defect in defects_of_the_chain()]


def test_an_event_deleted_in_the_middle_is_found(unprotected):
    AuditEvent.objects.filter(stream_id=unprotected, number=3).delete()

    assert {(defect.stream, defect.number) for defect in defects_of_the_chain()} == {(unprotected, 4)}


def test_two_swapped_events_are_found(unprotected):
    AuditEvent.objects.filter(stream_id=unprotected, number=2).update(number=99)
    AuditEvent.objects.filter(stream_id=unprotected, number=3).update(number=2)
    AuditEvent.objects.filter(stream_id=unprotected, number=99).update(number=3)

    assert {2, 3} <= {defect.number for defect in defects_of_the_chain()}


def test_a_tail_that_is_cut_off_is_found(unprotected):
    AuditEvent.objects.filter(stream_id=unprotected, number__gte=4).delete()

    assert "cut off" in defects_of_the_chain()[0].problem


def test_an_event_that_is_appended_past_the_head_is_found(unprotected):
    head = AuditStream.objects.get(pk=unprotected)
    audit.record(action="test.forged", object_type="thing", object_id="9", stream=unprotected)
    with connection.cursor() as cursor:
        on_table = " ON accounts_auditstream" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER accounts_auditstream_moves_forward{on_table}")
        cursor.execute(
            "UPDATE accounts_auditstream SET head_number = %s, head_hash = %s WHERE name = %s", [head.head_number, head.head_hash, head.pk]
        )

    problems = [defect.problem for defect in defects_of_the_chain()]

    assert problems == ["its head is missing or names an earlier event"]


def test_an_altered_or_unchained_log_entry_is_found(unprotected):
    entry = LogEntry.objects.order_by("pk").first()

    LogEntry.objects.filter(pk=entry.pk).update(object_repr=f"{entry.object_repr}x")
    assert "was changed" in defects_of_the_chain()[0].problem

    LogEntry.objects.filter(pk=entry.pk).update(object_repr=entry.object_repr)
    LogEntry.objects.create(content_type=entry.content_type, object_pk="1", object_repr="forged", action=0)
    assert "is in no chain" in defects_of_the_chain()[0].problem


def test_a_lifted_refusal_is_itself_a_defect(unprotected):
    assert len(verify()) == 2


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement", ["UPDATE {table} SET action = action", "DELETE FROM {table}", "UPDATE {table} SET id = id WHERE id < 0"]
)
def test_the_database_refuses_update_and_delete(chain, table, statement):
    if connection.vendor == "sqlite" and "id < 0" in statement:
        statement = "UPDATE {table} SET id = id"

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table))


def test_the_database_refuses_bulk_update_and_delete_through_the_orm(chain):
    rows = list(AuditEvent.objects.all())
    for row in rows:
        row.reason = "rewritten"

    for change in (
        lambda: AuditEvent.objects.bulk_update(rows, ["reason"]),
        lambda: AuditEvent.objects.update(reason="rewritten"),
        lambda: AuditEvent.objects.all().delete(),
        rows[0].save,
        lambda: LogEntry.objects.update(object_repr="rewritten"),
        lambda: LogEntry.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
    assert verify() == []


def test_the_head_of_a_stream_never_moves_back(chain):
    with pytest.raises(IntegrityError, match="only moves forward"), transaction.atomic():
        AuditStream.objects.filter(pk=chain).update(head_number=1)


@pytest.mark.django_db(transaction=True)
def test_the_head_of_a_stream_is_locked_so_that_rows_that_name_it_may_be_written():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time anyway")
    with CaptureQueriesContext(connection) as queries:
        audit.record(action="test", object_type="Test", object_id="1", stream="system")

    locking = [query["sql"] for query in queries if " FOR " in query["sql"] and "auditstream" in query["sql"]]
    assert locking
    assert all("FOR NO KEY UPDATE" in sql for sql in locking)


def test_an_event_says_who_what_when_where_why_before_after(db):
    person, other = arjun(), bhavna()

    with (
        tracing("trace-id-12345678"),
        audit_context.acting_as(
            actor_id=other.pk, on_behalf_of_id=person.pk, address="10.1.2.3", user_agent="a browser", reason="too much"
        ),
    ):
        audit.record(
            action="limit.changed", object_type="limit", object_id="5", before={"limit": Decimal("10.00")}, after={"limit": Decimal("5.00")}
        )

    event = AuditEvent.objects.latest("id")
    assert (event.actor_id, event.on_behalf_of_id, event.stream_id) == (other.pk, person.pk, f"user:{person.pk}")
    assert (event.action, event.object_type, event.object_id) == ("limit.changed", "limit", "5")
    assert (event.address, event.user_agent, event.reason, event.trace_id) == ("10.1.2.3", "a browser", "too much", "trace-id-12345678")
    assert (json.loads(event.before), json.loads(event.after)) == ({"limit": "10.00"}, {"limit": "5.00"})


def test_an_event_stands_or_falls_with_the_work_it_is_about(db):
    before = AuditEvent.objects.count()

    with transaction.atomic():
        audit.record(action="test.happened", object_type="thing", object_id="1")
        transaction.set_rollback(True)

    assert AuditEvent.objects.count() == before
    assert verify() == []


def test_record_takes_three_statements(db, django_assert_num_queries):
    audit.record(action="test.happened", object_type="thing", object_id="1")

    with django_assert_num_queries(3):
        audit.record(action="test.happened", object_type="thing", object_id="2")


def test_record_many_takes_three_statements_altogether(db, django_assert_num_queries):
    audit.record(action="test.happened", object_type="thing", object_id="1")
    events = [audit.Event(action="test.happened", object_type="thing", object_id=str(number)) for number in range(20)]

    with django_assert_num_queries(3):
        audit.record_many(events)

    assert verify() == []


def test_a_tracked_change_is_written_by_auditlog_and_chained(db):
    person = arjun()

    users.change_name(user_id=person.pk, full_name="Arjun Rao")

    entry = LogEntry.objects.latest("pk")
    assert entry.changes == {"full_name": ["Arjun", "Arjun Rao"]}
    assert entry.chain_event.action == "row.updated"
    assert (json.loads(entry.chain_event.before), json.loads(entry.chain_event.after)) == (
        {"full_name": "Arjun"},
        {"full_name": "Arjun Rao"},
    )
    assert verify() == []


def test_no_password_is_written_into_the_log(db):
    person = arjun()

    assert not LogEntry.objects.filter(changes__has_key="password").exists()
    assert not AuditEvent.objects.filter(after__contains=person.password).exists()


@pytest.mark.django_db(transaction=True)
def test_eight_threads_write_one_unbroken_chain():
    person = arjun()
    failures = []

    def write():
        try:
            for number in range(25):
                with transaction.atomic():
                    audit.record(action="test.happened", object_type="thing", object_id=str(number), actor_id=person.pk)
                with transaction.atomic():
                    audit.record(action="test.happened", object_type="thing", object_id=str(number))
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert AuditEvent.objects.filter(action="test.happened").count() == 400
    assert verify() == []


def test_verify_audit_leaves_with_0_1_or_2(unprotected, capsys):
    for table in TABLES:
        append_only.create_triggers(connection, table)
    call_command("verify_audit")
    assert json.loads(capsys.readouterr().out)["status"] == "clean"

    for table in TABLES:
        append_only.drop_triggers(connection, table)
    AuditEvent.objects.filter(stream_id=unprotected, number=1).update(reason="rewritten")
    with pytest.raises(SystemExit) as leaving:
        call_command("verify_audit")
    assert leaving.value.code == 1
    assert json.loads(capsys.readouterr().out)["defects"]


@pytest.mark.django_db(transaction=True)
def test_verify_audit_leaves_with_2_when_it_cannot_look(capsys):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_auditstream RENAME TO accounts_auditstream_away")
    try:
        with pytest.raises(SystemExit) as leaving:
            call_command("verify_audit")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_auditstream_away RENAME TO accounts_auditstream")

    assert leaving.value.code == 2
    assert json.loads(capsys.readouterr().out)["status"] == "not_checked"


def test_verification_counts_what_it_looked_at(chain):
    result = run_verification()

    assert result.events == AuditEvent.objects.count()
    assert result.log_entries == LogEntry.objects.count()


@pytest.mark.django_db(transaction=True)
def test_changing_a_person_while_they_act_never_blocks_for_good():
    person = arjun()
    failures = []

    def act(work):
        try:
            for number in range(15):
                with transaction.atomic():
                    work(number)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    def trade(number):
        audit.record(action="test.happened", object_type="thing", object_id=str(number), actor_id=person.pk)
        audit.record(action="test.happened", object_type="thing", object_id=str(number), actor_id=person.pk)

    def change(number):
        users.suspend_trading(user_id=person.pk, is_suspended=number % 2 == 0)

    threads = [threading.Thread(target=act, args=(work,)) for work in (trade, change, trade, change)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert verify() == []


def test_a_tracked_row_is_chained_in_its_owners_stream(db):
    person, other = arjun(), bhavna()

    with audit_context.acting_as(actor_id=other.pk):
        users.change_name(user_id=person.pk, full_name="Arjun Rao")

    event = AuditEvent.objects.latest("id")
    assert (event.stream_id, event.actor_id) == (f"user:{person.pk}", other.pk)


def note(number: int, *, stream: str = "user:901") -> None:
    audit.record(action="test.noted", object_type="thing", object_id=str(number), stream=stream)


def noted(stream: str = "user:901") -> list[str]:
    return list(AuditEvent.objects.filter(stream_id=stream).order_by("number").values_list("object_id", flat=True))


def test_what_a_block_records_takes_three_statements_and_keeps_its_order(db, django_assert_num_queries):
    note(0)
    with django_assert_num_queries(3), audit.together():
        note(1)
        with audit.together(), transaction.atomic(savepoint=False):
            note(2)
        note(3)

    assert noted() == ["0", "1", "2", "3"]
    assert verify() == []


def test_a_block_writes_each_stream_for_itself_and_under_the_circumstances_of_each_record(db):
    person = arjun()
    with audit.together():
        with audit_context.acting_as(actor_id=person.pk, reason="because"):
            note(1)
        note(2, stream="user:902")
        note(3)

    assert (noted(), noted("user:902")) == (["1", "3"], ["2"])
    assert list(AuditEvent.objects.filter(stream_id="user:901").order_by("number").values_list("reason", flat=True)) == ["because", ""]
    assert verify() == []


def test_what_a_savepoint_of_the_block_has_undone_is_not_written(db):
    with audit.together():
        note(1)
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            note(2)
            raise ZeroDivisionError
        note(3)

    assert noted() == ["1", "3"]
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_a_block_that_raises_leaves_neither_work_nor_record_and_the_next_one_begins_afresh():
    with contextlib.suppress(ZeroDivisionError), audit.together():
        note(1)
        raise ZeroDivisionError
    note(2)

    assert noted() == ["2"]

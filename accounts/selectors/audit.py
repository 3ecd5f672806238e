"""Reading the audit log, and checking every link of its chains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditlog.models import LogEntry
from django.db import connection
from django.db.models import QuerySet

from accounts.domain.audit_chain import FIRST_HASH, AuditDefect, AuditVerification, chained_hash
from accounts.models.audit import AuditEvent, AuditStream, hash_of_log_entry
from stocksteward.core.append_only import protected_tables

PROTECTED_TABLES = ("accounts_auditevent", "auditlog_logentry")
DEFECTS_MAX = 1000
_CHUNK = 2000


def list_events(**criteria: Any) -> QuerySet[AuditEvent]:
    """Events that match, newest first; ``object_type``, ``object_id``, ``trace_id`` and the like."""
    return AuditEvent.objects.select_related("actor", "on_behalf_of").filter(**criteria)


def verify() -> list[AuditDefect]:
    """Return everything that is wrong with the audit log; an empty list if nothing is."""
    return list(run_verification().defects)


def run_verification() -> AuditVerification:
    """Recompute every hash of every stream, compare each stream with its head and each django-auditlog entry with its event.

    The desk may go on writing meanwhile: heads are read before and after, and each stream must lie between the two.

    :raises django.db.Error: if the database does not answer.
    """
    heads = {stream.name: stream for stream in AuditStream.objects.all()}
    tables = protected_tables(connection)
    defects = [
        AuditDefect(stream="", number=None, problem=f"the database no longer refuses changes of {table}")
        for table in PROTECTED_TABLES
        if table not in tables
    ]
    ends: dict[str, int] = {}
    previous: AuditEvent | None = None
    events = 0
    for event in AuditEvent.objects.select_related("log_entry").order_by("stream_id", "number").iterator(chunk_size=_CHUNK):
        events += 1
        same_stream = previous if previous is not None and previous.stream_id == event.stream_id else None
        defects.extend(_defects_of(event, previous=same_stream, head=heads.get(event.stream_id)))
        ends[event.stream_id] = event.number
        previous = event
        if len(defects) >= DEFECTS_MAX:
            break
    else:
        defects.extend(_defects_of_heads(heads, ends))
        defects.extend(_unchained_entries())
    return AuditVerification(streams=len(heads), events=events, log_entries=LogEntry.objects.count(), defects=tuple(defects[:DEFECTS_MAX]))


def _defects_of(event: AuditEvent, *, previous: AuditEvent | None, head: AuditStream | None) -> Iterator[AuditDefect]:
    def defect(problem: str) -> AuditDefect:
        return AuditDefect(stream=event.stream_id, number=event.number, problem=problem)

    number, latest_hash = (previous.number, previous.hash) if previous else (0, FIRST_HASH)
    if event.number != number + 1:
        yield defect(f"an event is missing: number {number} comes before number {event.number}")
    if event.previous_hash != latest_hash:
        yield defect("it does not follow the event before it")
    if event.hash != chained_hash(previous_hash=event.previous_hash, content=event.content):
        yield defect("its content was changed: the hash is another")
    if head is not None and head.head_number == event.number and head.head_hash != event.hash:
        yield defect("it is not the event that the head of the stream names")
    if event.log_entry_id is not None and (event.log_entry is None or event.log_entry_hash != hash_of_log_entry(event.log_entry)):
        yield defect(f"the log entry {event.log_entry_id} was changed or is missing")


def _defects_of_heads(heads: dict[str, AuditStream], ends: dict[str, int]) -> Iterator[AuditDefect]:
    for name, head in heads.items():
        if ends.get(name, 0) < head.head_number:
            yield AuditDefect(stream=name, number=head.head_number, problem=f"its end was cut off: {ends.get(name, 0)} events remain")
    later = dict(AuditStream.objects.values_list("name", "head_number"))
    for name, number in ends.items():
        if later.get(name, 0) < number:
            yield AuditDefect(stream=name, number=number, problem="its head is missing or names an earlier event")


def _unchained_entries() -> Iterator[AuditDefect]:
    unchained = LogEntry.objects.filter(chain_event__isnull=True).order_by("pk").values_list("pk", flat=True)[:DEFECTS_MAX]
    for entry_id in unchained:
        yield AuditDefect(stream="", number=None, problem=f"the log entry {entry_id} is in no chain")

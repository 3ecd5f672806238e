"""Writing the audit log: each event is chained to the one before it, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from auditlog.registry import auditlog
from auditlog.signals import post_log
from django.db import models, transaction

from accounts.domain import audit_context
from accounts.domain.audit_chain import canonical, chained_hash, json_safe
from accounts.models.audit import AuditEvent, AuditStream, hash_of_log_entry
from accounts.models.user import User
from stocksteward.core import clock
from stocksteward.core.trace import current_trace_id

SYSTEM_STREAM = "system"


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What a block has recorded so far, and how many savepoints were open when it began."""

    rows: list[AuditEvent]
    savepoints: int


_gathered: ContextVar[_Gathered | None] = ContextVar("gathered_audit_events", default=None)


@dataclass(frozen=True, slots=True)
class Event:
    """One event to record; what is left out comes from the circumstances of the work in hand."""

    action: str
    object_type: str
    object_id: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    reason: str = ""
    actor_id: int | None = None
    on_behalf_of_id: int | None = None
    log_entry_id: int | None = None
    log_entry_hash: str = ""


def record(
    *,
    action: str,
    object_type: str,
    object_id: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    stream: str | None = None,
    actor_id: int | None = None,
    on_behalf_of_id: int | None = None,
) -> None:
    """Append one event, in three statements; it stands or falls with the caller's transaction."""
    event = Event(
        action=action,
        object_type=object_type,
        object_id=object_id,
        before=before,
        after=after,
        reason=reason,
        actor_id=actor_id,
        on_behalf_of_id=on_behalf_of_id,
    )
    record_many([event], stream=stream)


def record_many(events: Sequence[Event], *, stream: str | None = None) -> None:
    """Append several events to one stream (by default that of the first), in three statements altogether."""
    if not events:
        return
    name = stream or _stream_of(events[0])
    rows = [_row(event, stream=name) for event in events]
    gathered = _gathered.get()
    # Inside a savepoint that the block has opened, events are written at once: they must be undone with it.
    if gathered is not None and gathered.savepoints == _open_savepoints():
        gathered.rows.extend(rows)
    else:
        _append(rows, stream=name)


@contextmanager
def together() -> Iterator[None]:
    """Write what the block records at its end, in the order in which it was recorded: three statements for each stream.

    The block is part of one transaction; if it raises, nothing of it is written, the work least of all.
    """
    if _gathered.get() is not None:
        yield
        return
    with transaction.atomic(savepoint=False):
        gathered = _Gathered(rows=[], savepoints=_open_savepoints())
        token = _gathered.set(gathered)
        try:
            yield
        finally:
            _gathered.reset(token)
        for name in dict.fromkeys(row.stream_id for row in gathered.rows):
            _append([row for row in gathered.rows if row.stream_id == name], stream=name)


def track(model: type[models.Model], *, exclude_fields: Iterable[str] = ()) -> None:
    """Have django-auditlog write down every change of this model's rows, and each of its entries chained.

    Rows of such a model are saved inside a transaction, so that row, entry and event are written together.
    """
    auditlog.register(model, exclude_fields=[*exclude_fields])


def chain_log_entries() -> None:
    """Connect the one receiver of this project: it chains what django-auditlog writes."""
    post_log.connect(_chain_log_entry, dispatch_uid="accounts.chain_log_entry")


def _stream_of(event: Event) -> str:
    acting = audit_context.current()
    person = event.on_behalf_of_id or acting.on_behalf_of_id or event.actor_id or acting.actor_id
    return f"user:{person}" if person else SYSTEM_STREAM


def _locked_head(name: str) -> AuditStream:
    rows = AuditStream.objects.select_for_update(no_key=True)
    head = rows.filter(pk=name).first()
    if head is None:
        AuditStream.objects.bulk_create([AuditStream(name=name)], ignore_conflicts=True)
        head = rows.get(pk=name)
    return head


def _open_savepoints() -> int:
    """How many savepoints are open; Django notes None for a block that is none of its own."""
    return sum(savepoint is not None for savepoint in transaction.get_connection().savepoint_ids)


def _append(rows: Sequence[AuditEvent], *, stream: str) -> None:
    # savepoint=False: an audit event that cannot be written must undo the work it is about.
    with transaction.atomic(savepoint=False):
        head = _locked_head(stream)
        for row in rows:
            row.number, row.previous_hash = head.head_number + 1, head.head_hash
            row.hash = chained_hash(previous_hash=row.previous_hash, content=row.content)
            head.head_number, head.head_hash = row.number, row.hash
        if len(rows) == 1:
            rows[0].save(force_insert=True)
        else:
            AuditEvent.objects.bulk_create(rows)
        AuditStream.objects.filter(pk=stream).update(head_number=head.head_number, head_hash=head.head_hash)


def _row(event: Event, *, stream: str) -> AuditEvent:
    """The event under the circumstances of this moment; its place in the chain is given when it is written."""
    acting = audit_context.current()
    return AuditEvent(
        stream_id=stream,
        at=clock.now(),
        actor_id=event.actor_id or acting.actor_id,
        on_behalf_of_id=event.on_behalf_of_id or acting.on_behalf_of_id,
        action=event.action,
        object_type=event.object_type,
        object_id=str(event.object_id),
        before="" if event.before is None else canonical(event.before),
        after="" if event.after is None else canonical(event.after),
        reason=event.reason or acting.reason,
        address=acting.address,
        user_agent=acting.user_agent,
        trace_id=current_trace_id(),
        log_entry_id=event.log_entry_id,
        log_entry_hash=event.log_entry_hash,
    )


def _chain_log_entry(*, instance: models.Model, log_entry: Any, changes: Any, **_: Any) -> None:
    if log_entry is None:
        return
    # The row's owner's stream, whoever acts: one transaction then locks one stream, and workers do not queue for "system".
    owner_id = instance.pk if isinstance(instance, User) else getattr(instance, "user_id", None)
    pairs = {field: values for field, values in (json_safe(changes) or {}).items() if isinstance(values, list) and len(values) == 2}
    record_many(
        [
            Event(
                action=f"row.{log_entry.get_action_display()}d",
                object_type=log_entry.content_type.model,
                object_id=log_entry.object_pk,
                before={field: values[0] for field, values in pairs.items()},
                after={field: values[1] for field, values in pairs.items()},
                log_entry_id=log_entry.pk,
                log_entry_hash=hash_of_log_entry(log_entry),
            )
        ],
        stream=f"user:{owner_id}" if owner_id else None,
    )

"""The audit log: hash-chained streams of events that the database refuses to change or delete."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from accounts.domain.audit_chain import FIRST_HASH, EventContent, canonical, digest, moment


class AuditStream(models.Model):
    """The head of one chain: how many events it has and the hash of its latest. A tail that is cut off is missed here."""

    name = models.CharField(max_length=80, primary_key=True)
    head_number = models.PositiveBigIntegerField(default=0)
    head_hash = models.CharField(max_length=64, default=FIRST_HASH)

    def __str__(self) -> str:
        return self.name


class AuditEvent(models.Model):
    """Who, what, when, where, why, before, after, trace id; and the hash that ties it to the event before it."""

    id = models.BigAutoField(primary_key=True)
    stream = models.ForeignKey(AuditStream, on_delete=models.PROTECT, related_name="events", db_column="stream")
    number = models.PositiveBigIntegerField()
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    actor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=80)
    # Canonical JSON as text, not JSON columns: the hash covers these very bytes on both databases.
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    address = models.CharField(max_length=45, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    trace_id = models.CharField(max_length=64, blank=True)
    log_entry = models.OneToOneField("auditlog.LogEntry", on_delete=models.PROTECT, null=True, related_name="chain_event")
    log_entry_hash = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["at"], name="audit_event_by_time"),
            models.Index(fields=["object_type", "object_id"], name="audit_event_by_object"),
            models.Index(fields=["trace_id"], name="audit_event_by_trace"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["stream", "number"], name="audit_event_number_is_unique_in_its_stream"),
            models.CheckConstraint(condition=Q(number__gte=1), name="audit_event_number_starts_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.stream_id} {self.number}: {self.action}"

    @property
    def content(self) -> EventContent:
        """What the hash covers."""
        return EventContent(
            stream=self.stream_id,
            number=self.number,
            at=moment(self.at),
            actor_id=self.actor_id,
            on_behalf_of_id=self.on_behalf_of_id,
            action=self.action,
            object_type=self.object_type,
            object_id=self.object_id,
            before=self.before,
            after=self.after,
            reason=self.reason,
            address=self.address,
            user_agent=self.user_agent,
            trace_id=self.trace_id,
            log_entry_id=self.log_entry_id,
            log_entry_hash=self.log_entry_hash,
        )


def hash_of_log_entry(entry: Any) -> str:
    """Return the hash of a django-auditlog entry: of every column it has, as the database gives it back."""
    columns = type(entry)._meta.concrete_fields  # noqa: SLF001 -- Django's documented way to a model's columns
    return digest(canonical({column.attname: column.to_python(getattr(entry, column.attname)) for column in columns}))

"""One sign-in of a person: a browser, or a program with a pair of tokens."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.enums import SessionEnd, SessionKind
from stocksteward.core.models import new_id


class UserSession(models.Model):
    """A sign-in that lasts until it is ended; tokens carry its id, browsers keep it in their session."""

    id: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="sessions")
    kind = models.CharField(max_length=10, choices=SessionKind.choices)
    session_key = models.CharField(max_length=64, blank=True)  # of the browser's session; empty for tokens
    address = models.CharField(max_length=45, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    started_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    latest_seen_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    ended_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, choices=SessionEnd.choices, blank=True)

    class Meta:
        ordering = ("-latest_seen_at",)
        indexes = [
            models.Index(fields=["user", "ended_at"], name="session_by_user_and_end"),
            models.Index(fields=["session_key"], name="session_by_key"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SessionKind.values), name="session_kind_is_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="session_that_ended_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} session {self.pk}"

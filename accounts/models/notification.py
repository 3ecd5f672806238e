"""A notice to one person."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.enums import NotificationKind


class Notification(models.Model):
    """A notice, unread until it is read."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=20, choices=NotificationKind.choices)
    title = models.CharField(max_length=160)
    body = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True)  # a path on this desk
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    read_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=["user", "read_at", "-created_at"], name="notification_by_user_unread")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NotificationKind.values), name="notification_kind_is_known"),
            models.CheckConstraint(condition=Q(link="") | Q(link__startswith="/"), name="notification_link_stays_on_the_desk"),
        ]

    def __str__(self) -> str:
        return self.title

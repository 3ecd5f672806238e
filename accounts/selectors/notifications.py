"""A person's notices."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.domain.notifications import alert_message
from accounts.models.notification import Notification

SNAPSHOT_MAX = 20


def list_notifications_of(*, user_id: int) -> QuerySet[Notification]:
    """Every notice to this person, newest first."""
    return Notification.objects.filter(user_id=user_id)


def count_unread(*, user_id: int) -> int:
    """How many notices this person has not read."""
    return Notification.objects.filter(user_id=user_id, read_at__isnull=True).count()


def snapshot_for_socket(*, user_id: int) -> dict[str, Any]:
    """Return the latest notices and the number of unread ones, JSON-safe."""
    return {
        "unread": count_unread(user_id=user_id),
        "alerts": [
            alert_message(
                notification_id=row.pk,
                kind=row.kind,
                title=row.title,
                body=row.body,
                link=row.link,
                created_at=row.created_at,
                is_read=row.read_at is not None,
            )
            for row in list_notifications_of(user_id=user_id)[:SNAPSHOT_MAX]
        ],
    }

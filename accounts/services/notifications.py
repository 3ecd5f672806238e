"""Notices to one person, stored and shown at once on every open page."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.domain.notifications import alert_message
from accounts.enums import NotificationKind
from accounts.models.notification import Notification
from stocksteward.core.live import push


@transaction.atomic(savepoint=False)
def notify(*, user_id: int, kind: NotificationKind | str, title: str, body: str, at: datetime, link: str = "") -> None:
    """Store a notice and push it to ``alerts:{user_id}`` after the commit. ``link`` is a path on this desk."""
    row = Notification.objects.create(
        user_id=user_id, kind=NotificationKind(kind), title=title[:160], body=body, link=link[:300], created_at=at
    )
    message = alert_message(
        notification_id=row.pk, kind=row.kind, title=row.title, body=row.body, link=row.link, created_at=at, is_read=False
    )
    push.push_after_commit(f"alerts:{user_id}", message_type="alert", data=message)


def mark_read(*, user_id: int, notification_id: int, at: datetime) -> None:
    """Mark one notice of this person as read; one that is not theirs stays as it is."""
    Notification.objects.filter(pk=notification_id, user_id=user_id, read_at__isnull=True).update(read_at=at)


def mark_all_read(*, user_id: int, at: datetime) -> int:
    """Mark every notice of this person as read; return how many were not."""
    return Notification.objects.filter(user_id=user_id, read_at__isnull=True).update(read_at=at)

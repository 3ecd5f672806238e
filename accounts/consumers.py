"""The live topic of accounts: a person's own notices."""

from __future__ import annotations

import re
from typing import Any

from accounts.selectors import notifications
from stocksteward.core.live import topics


def register_topics() -> None:
    """Register ``alerts:{user_id}``; nobody reads another's notices, whatever the role."""
    topics.register(
        topics.Topic(
            name="alerts:{user_id}",
            pattern=re.compile(r"alerts:(?P<user_id>[0-9]{1,18})"),
            message_type="alert",
            may_read=_is_own,
            snapshot=_snapshot,
        )
    )


def _is_own(user: Any, parts: dict[str, str]) -> bool:
    return bool(user.is_active) and str(user.pk) == parts["user_id"]


def _snapshot(user: Any, parts: dict[str, str]) -> dict[str, Any]:
    return notifications.snapshot_for_socket(user_id=user.pk)

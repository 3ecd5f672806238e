"""How a notice looks on the socket."""

from __future__ import annotations

from datetime import datetime
from typing import Any


def alert_message(
    *, notification_id: int, kind: str, title: str, body: str, link: str, created_at: datetime, is_read: bool
) -> dict[str, Any]:
    """Return a notice as JSON-safe data."""
    return {
        "id": notification_id,
        "kind": str(kind),
        "title": title,
        "body": body,
        "link": link,
        "created_at": created_at.isoformat(),
        "is_read": is_read,
    }

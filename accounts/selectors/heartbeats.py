"""Which parts of the desk are alive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models.heartbeat import Heartbeat


@dataclass(frozen=True, slots=True)
class HeartbeatFacts:
    """The latest sign of life of one part."""

    name: str
    beat_at: datetime
    detail: str


def list_heartbeats() -> list[HeartbeatFacts]:
    """Return the latest sign of life of every part that ever gave one."""
    return [HeartbeatFacts(name=row.name, beat_at=row.beat_at, detail=row.detail) for row in Heartbeat.objects.order_by("name")]

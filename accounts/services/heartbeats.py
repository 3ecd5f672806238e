"""Signs of life of the parts of the desk."""

from __future__ import annotations

from datetime import datetime

from accounts.models.heartbeat import Heartbeat


def beat(*, name: str, at: datetime, detail: str = "") -> None:
    """Note that a part is alive, in one statement."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, beat_at=at, detail=detail[:200])],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["beat_at", "detail"],
    )


def beat_from_schedule(*, at: datetime) -> None:
    """Note that beat sent a task and a worker ran it."""
    beat(name="worker", at=at)
    beat(name="beat", at=at)


def forget() -> None:
    """Forget every sign of life: the one process that runs all parts has just started, and what it finds is of its predecessor."""
    Heartbeat.objects.all().delete()

"""Beat: django-celery-beat's scheduler, which also says that it is alive and survives a database that is away."""

from __future__ import annotations

import logging
import time
from typing import Any

from celery.beat import SchedulingError
from django.db import DatabaseError, InterfaceError, connection
from django_celery_beat.schedulers import DatabaseScheduler

from accounts.services import heartbeats
from stocksteward.core import clock

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 2.0


class StewardScheduler(DatabaseScheduler):  # type: ignore[misc]
    """Beats every two seconds; a tick that the database or the broker spoils is tried again, not fatal."""

    _beaten_at = 0.0

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Run what is due and return the seconds until the next look."""
        try:
            if time.monotonic() - self._beaten_at >= HEARTBEAT_SECONDS:
                heartbeats.beat(name="beat", at=clock.now())
                self._beaten_at = time.monotonic()
            return min(float(super().tick(*args, **kwargs)), HEARTBEAT_SECONDS)
        except (DatabaseError, InterfaceError):
            logger.warning("beat: the database is away, trying again")
            connection.close()
            return 1.0

    def apply_async(self, entry: Any, *args: Any, **kwargs: Any) -> Any:
        """Send the task; a broker that is away costs this turn only, since every scheduled task looks at rows, not at messages."""
        try:
            return super().apply_async(entry, *args, **kwargs)
        except SchedulingError:
            logger.warning("beat: %s could not be sent, its next turn will do the work", entry.name)
            return None

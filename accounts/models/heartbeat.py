"""When each part of the desk was last known to be alive."""

from __future__ import annotations

from datetime import datetime

from django.db import models


class Heartbeat(models.Model):
    """The latest sign of life of one part: worker, beat, feed."""

    name = models.CharField(max_length=60, primary_key=True)
    beat_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    detail = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name

"""Abstract bases for the models of the apps."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime

from django.db import models

from stocksteward.core import clock


def new_id() -> uuid.UUID:
    """Return a random id that sorts by the time of its making (UUID version 7, RFC 9562)."""
    milliseconds = int(clock.now().timestamp() * 1000)
    value = (milliseconds & ((1 << 48) - 1)) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


class TimestampedModel(models.Model):
    """A row that knows when it was made and last changed. For people to read, never for decisions."""

    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=clock.now, editable=False)
    updated_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

"""What was answered to a request that carried an Idempotency-Key."""

from __future__ import annotations

from datetime import datetime

from django.db import models


class IdempotencyKey(models.Model):
    """One key of one caller on one path; while ``response_status`` is empty the first request is still at work."""

    owner = models.CharField(max_length=60)  # user:<id> or address:<address>
    path = models.CharField(max_length=300)
    key = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64)
    claimed_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    response_status = models.PositiveSmallIntegerField(null=True)
    response_body = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["claimed_at"], name="idempotency_key_by_time")]
        constraints = [models.UniqueConstraint(fields=["owner", "path", "key"], name="idempotency_key_is_used_once")]

    def __str__(self) -> str:
        return f"{self.owner} {self.path}"

"""The market feed: who runs it, how far its clock has come."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class FeedState(models.Model):
    """The one row of the feed: the lease that lets only one feed run, and the market's clock that a replay resumes from."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    owner = models.CharField(max_length=120, blank=True)
    leased_until = models.DateTimeField(null=True)
    mode = models.CharField(max_length=40, blank=True)
    market_time = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    sequence = models.PositiveBigIntegerField(default=0)
    is_finished = models.BooleanField(default=False)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="feed_state_is_one_row")]

    def __str__(self) -> str:
        return f"{self.mode} {self.market_time}"

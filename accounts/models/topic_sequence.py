"""The latest number of each private topic."""

from __future__ import annotations

from django.db import models


class TopicSequence(models.Model):
    """A counter that is only ever counted up, by one statement."""

    topic = models.CharField(max_length=120, primary_key=True)
    number = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.topic} {self.number}"

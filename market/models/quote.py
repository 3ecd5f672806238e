"""The latest price of each instrument: one row, overwritten."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from stocksteward.core.fields import ExactDecimalField


class Quote(models.Model):
    """What the feed last said of an instrument. Whether it may be trusted is decided when it is read."""

    instrument = models.OneToOneField("market.Instrument", on_delete=models.CASCADE, primary_key=True, related_name="quote")
    last = ExactDecimalField()
    bid = ExactDecimalField(null=True)
    ask = ExactDecimalField(null=True)
    open = ExactDecimalField(null=True)
    high = ExactDecimalField(null=True)
    low = ExactDecimalField(null=True)
    previous_close = ExactDecimalField(null=True)
    volume = models.PositiveBigIntegerField(null=True)
    as_of = models.DateTimeField()
    received_at = models.DateTimeField()
    source = models.CharField(max_length=40)
    sequence = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(last__gt=0), name="quote_last_is_above_zero")]

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.last}"

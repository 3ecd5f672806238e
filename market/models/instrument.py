"""What can be watched or traded."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from market.enums import InstrumentKind
from market.models import known_instruments
from stocksteward.core.fields import ExactDecimalField
from stocksteward.core.models import TimestampedModel


class Instrument(TimestampedModel):
    """One line of an exchange's master. A symbol may be renamed; the ISIN says what the shares are."""

    isin = models.CharField("ISIN", max_length=12, blank=True)
    exchange = models.CharField(max_length=8)
    symbol = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=InstrumentKind.choices)
    sector = models.CharField(max_length=40, blank=True)
    tick_size = ExactDecimalField()
    lot_size = models.PositiveIntegerField(default=1)
    band_percent = ExactDecimalField(null=True, blank=True)
    has_closing_auction = models.BooleanField(default=False)
    freeze_quantity = models.PositiveBigIntegerField(null=True, blank=True)
    is_tradable = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["exchange", "symbol"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exchange", "symbol"], name="instrument_symbol_is_unique_on_its_exchange"),
            models.UniqueConstraint(fields=["exchange", "isin"], condition=~Q(isin=""), name="instrument_isin_is_unique_on_its_exchange"),
            models.CheckConstraint(condition=Q(kind__in=InstrumentKind.values), name="instrument_kind_is_known"),
            models.CheckConstraint(condition=Q(tick_size__gt=0) & Q(lot_size__gt=0), name="instrument_tick_and_lot_are_above_zero"),
            models.CheckConstraint(
                condition=Q(band_percent__isnull=True) | Q(band_percent__gt=0), name="instrument_band_is_above_zero_or_none"
            ),
            models.CheckConstraint(condition=Q(is_tradable=False) | ~Q(isin=""), name="instrument_without_isin_is_not_traded"),
        ]

    def __str__(self) -> str:
        return f"{self.exchange}:{self.symbol}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let this process read instruments afresh."""
        super().save(*args, **kwargs)
        known_instruments.forget_now_and_after_commit()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, and let this process read instruments afresh."""
        deleted = super().delete(*args, **kwargs)
        known_instruments.forget_now_and_after_commit()
        return deleted

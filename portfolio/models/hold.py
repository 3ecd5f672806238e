"""Cash or shares set aside for an order that may still fill."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from portfolio.domain.facts import HoldFacts
from portfolio.enums import HoldKind
from stocksteward.core.fields import ExactDecimalField
from stocksteward.core.models import TimestampedModel


class Hold(TimestampedModel):
    """``amount`` (rupees or shares) was set aside, ``remaining`` still is; fills use it up and a release gives the rest back."""

    portfolio = models.ForeignKey("portfolio.Portfolio", on_delete=models.PROTECT, related_name="holds")
    reference = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=8, choices=HoldKind.choices)
    unit = models.CharField(max_length=12)
    instrument = models.ForeignKey("market.Instrument", on_delete=models.PROTECT, null=True, related_name="+")
    amount = ExactDecimalField()
    remaining = ExactDecimalField()
    held_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["portfolio_id", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=HoldKind.values), name="hold_kind_is_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="hold_is_above_zero"),
            models.CheckConstraint(condition=Q(remaining__gte=0) & Q(remaining__lte=F("amount")), name="hold_remainder_is_within_the_hold"),
            models.CheckConstraint(condition=Q(released_at__isnull=True) | Q(remaining=0), name="hold_that_is_released_keeps_nothing"),
            models.CheckConstraint(
                condition=Q(kind=HoldKind.CASH, instrument__isnull=True) | Q(kind=HoldKind.SHARES, instrument__isnull=False),
                name="hold_of_shares_names_its_instrument",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["portfolio", "unit"], condition=Q(remaining__gt=0), name="hold_open")]

    def __str__(self) -> str:
        return self.reference

    @property
    def facts(self) -> HoldFacts:
        """What other apps may know of it."""
        return HoldFacts(
            reference=self.reference,
            portfolio_id=self.portfolio_id,
            kind=str(self.kind),
            instrument_id=self.instrument_id,
            amount=self.amount,
            remaining=self.remaining,
            is_released=self.released_at is not None,
        )

"""The shares of one instrument in one portfolio, with what they cost and what sales of them have earned."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q

from stocksteward.core.fields import ExactDecimalField
from stocksteward.core.models import TimestampedModel


class Holding(TimestampedModel):
    """Kept by book_fill in the transaction of the fill; verify_ledger compares it with the postings. Stays when all is sold."""

    portfolio = models.ForeignKey("portfolio.Portfolio", on_delete=models.PROTECT, related_name="holdings")
    instrument = models.ForeignKey("market.Instrument", on_delete=models.PROTECT, related_name="+")
    isin = models.CharField("ISIN", max_length=12)
    quantity = models.BigIntegerField(default=0)
    cost = ExactDecimalField(default=Decimal(0))
    buy_charges = ExactDecimalField(default=Decimal(0))
    realised_pnl = ExactDecimalField(default=Decimal(0))

    class Meta:
        ordering: ClassVar = ["portfolio_id", "instrument_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["portfolio", "instrument"], name="holding_is_one_for_each_instrument"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="holding_quantity_is_never_negative"),
            models.CheckConstraint(condition=Q(cost__gte=0) & Q(buy_charges__gte=0), name="holding_cost_is_never_negative"),
            models.CheckConstraint(condition=Q(quantity__gt=0) | Q(cost=0, buy_charges=0), name="holding_of_nothing_costs_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.isin}"

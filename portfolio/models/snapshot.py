"""What portfolios were worth at moments: the points of the performance curve."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models

from stocksteward.core import clock
from stocksteward.core.fields import ExactDecimalField


class PortfolioSnapshot(models.Model):
    """A portfolio's value at ``taken_at``; what depends on a price that was not known is null, never guessed."""

    portfolio = models.ForeignKey("portfolio.Portfolio", on_delete=models.PROTECT, related_name="snapshots")
    taken_at = models.DateTimeField()
    cash = ExactDecimalField()
    held_cash = ExactDecimalField()
    invested = ExactDecimalField()
    market_value = ExactDecimalField(null=True)
    unrealised = ExactDecimalField(null=True)
    realised = ExactDecimalField()
    day_pnl = ExactDecimalField(null=True)
    total = ExactDecimalField(null=True)
    net_deposits = ExactDecimalField()
    has_stale = models.BooleanField(default=False)
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering: ClassVar = ["-taken_at", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["portfolio", "taken_at"], name="snapshot_is_one_for_each_moment")]

    def __str__(self) -> str:
        return f"Portfolio {self.portfolio_id} at {self.taken_at:%Y-%m-%d %H:%M}"


class HoldingSnapshot(models.Model):
    """One holding within a snapshot, with the price it was valued at and how far that price could be trusted."""

    snapshot = models.ForeignKey(PortfolioSnapshot, on_delete=models.PROTECT, related_name="holdings")
    instrument = models.ForeignKey("market.Instrument", on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()
    cost = ExactDecimalField()
    price = ExactDecimalField(null=True)
    value = ExactDecimalField(null=True)
    quote_status = models.CharField(max_length=12)
    price_as_of = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["snapshot", "instrument"], name="holding_snapshot_is_one_for_each_instrument")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of instrument {self.instrument_id}"

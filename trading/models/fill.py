"""A fill: it happened, and it is in the books."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from stocksteward.core.fields import ExactDecimalField
from trading.enums import Side


class Fill(models.Model):
    """One execution, known by the broker's own trade id, once. Append-only: the database refuses change."""

    order = models.ForeignKey("trading.Order", on_delete=models.PROTECT, related_name="fills")
    broker = models.CharField(max_length=20)
    broker_trade_id = models.CharField(max_length=64)
    side = models.CharField(max_length=4, choices=Side)
    quantity = models.PositiveBigIntegerField()
    price = ExactDecimalField()
    charges = models.JSONField(default=dict, help_text="Rupees by kind, as text")
    charges_total = ExactDecimalField(default=0)
    realised_pnl = ExactDecimalField(null=True, blank=True)
    quote_price = ExactDecimalField(null=True, blank=True, help_text="What the market showed at that moment")
    quote_source = models.CharField(max_length=40, blank=True)
    quote_as_of = models.DateTimeField(null=True, blank=True)
    traded_at = models.DateTimeField(help_text="On the market's clock")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["broker", "broker_trade_id"], name="fill_is_recorded_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="fill_quantity_is_above_zero"),
            models.CheckConstraint(condition=Q(price__gt=0), name="fill_price_is_above_zero"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="fill_side_is_buy_or_sell"),
        ]

    def __str__(self) -> str:
        return f"Fill {self.broker_trade_id}"

    @property
    def reference(self) -> str:
        """The name of its journal in the books."""
        return f"fill:{self.broker}:{self.broker_trade_id}"

"""The paper broker's own book: what it has taken and what it has filled, apart from what the desk believes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from stocksteward.core.fields import ExactDecimalField
from trading.enums import OrderType, PaperOrderStatus, Product, Side


class PaperOrder(models.Model):
    """One order in the paper broker's book, known by the tag under which it was sent."""

    tag = models.CharField(max_length=20, unique=True)
    instrument = models.ForeignKey("market.Instrument", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=4, choices=Side)
    quantity = models.PositiveBigIntegerField()
    order_type = models.CharField(max_length=6, choices=OrderType)
    limit_price = ExactDecimalField(null=True, blank=True)
    price_bound = ExactDecimalField(null=True, blank=True)
    product = models.CharField(max_length=3, choices=Product)
    status = models.CharField(max_length=9, choices=PaperOrderStatus, default=PaperOrderStatus.OPEN)
    reason = models.TextField(blank=True)
    filled_quantity = models.PositiveBigIntegerField(default=0)
    is_resting = models.BooleanField(
        default=False, help_text="A price that it could not take has been seen: from now on it waits at its limit"
    )
    accepted_at = models.DateTimeField(help_text="On the market's clock")
    expires_at = models.DateTimeField(null=True, blank=True, help_text="On the market's clock; empty where the market never closes")
    matched_sequence = models.BigIntegerField(default=0, help_text="The latest tick that was matched against it")
    placed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=PaperOrderStatus.values), name="paper_order_status_is_one_of_the_list"),
            models.CheckConstraint(condition=Q(filled_quantity__lte=F("quantity")), name="paper_order_is_not_filled_beyond_its_quantity"),
        ]
        indexes = [models.Index(fields=["instrument", "id"], condition=Q(status="OPEN"), name="paper_order_open")]

    def __str__(self) -> str:
        return f"Paper order {self.tag}"


class PaperFill(models.Model):
    """One execution in the paper broker's book."""

    order = models.ForeignKey(PaperOrder, on_delete=models.PROTECT, related_name="fills")
    trade_number = models.CharField(max_length=40, unique=True)
    quantity = models.PositiveBigIntegerField()
    price = ExactDecimalField()
    traded_at = models.DateTimeField()
    quote_price = ExactDecimalField(null=True, blank=True)
    quote_source = models.CharField(max_length=40, blank=True)
    quote_as_of = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="paper_fill_quantity_is_above_zero"),
            models.CheckConstraint(condition=Q(price__gt=0), name="paper_fill_price_is_above_zero"),
        ]

    def __str__(self) -> str:
        return f"Paper fill {self.trade_number}"

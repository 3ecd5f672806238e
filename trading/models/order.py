"""An order: what is sent to a broker, and every move that it made."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from stocksteward.core.fields import ExactDecimalField
from trading.enums import OrderStatus, OrderType, Product, Side, Validity

_BEFORE_THE_BROKER = [OrderStatus.CREATED, OrderStatus.VALIDATED, OrderStatus.RISK_CHECKED, OrderStatus.DENIED]


class Order(models.Model):
    """One order. Its status is written by ``services.lifecycle`` only; its filled quantity never goes down (a trigger)."""

    trade = models.ForeignKey("trading.Trade", on_delete=models.PROTECT, related_name="orders")
    position = models.PositiveSmallIntegerField(
        default=1, help_text="Which order of the trade: one now, more when orders are worked in slices"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="orders")
    portfolio = models.ForeignKey("portfolio.Portfolio", on_delete=models.PROTECT, related_name="orders")
    instrument = models.ForeignKey("market.Instrument", on_delete=models.PROTECT, related_name="orders")
    broker = models.CharField(max_length=20)
    tag = models.CharField(max_length=20, unique=True, help_text="The name under which the broker's book is searched")
    broker_order_id = models.CharField(max_length=64, blank=True)
    side = models.CharField(max_length=4, choices=Side)
    quantity = models.PositiveBigIntegerField()
    order_type = models.CharField(max_length=6, choices=OrderType)
    limit_price = ExactDecimalField(null=True, blank=True)
    price_bound = ExactDecimalField(null=True, blank=True, help_text="A buy above it or a sale below it is not made; what the hold covers")
    product = models.CharField(max_length=3, choices=Product)
    validity = models.CharField(max_length=3, choices=Validity, default=Validity.DAY)
    status = models.CharField(max_length=16, choices=OrderStatus, default=OrderStatus.CREATED)
    status_reason = models.TextField(blank=True)
    filled_quantity = models.PositiveBigIntegerField(default=0)
    filled_value = ExactDecimalField(default=0)
    has_hold = models.BooleanField(default=False, help_text="Cash or shares are set aside under its tag")
    event_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["trade", "position"], name="order_is_made_once_per_trade_and_position"),
            models.CheckConstraint(condition=Q(status__in=OrderStatus.values), name="order_status_is_one_of_the_list"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="order_side_is_buy_or_sell"),
            models.CheckConstraint(condition=Q(order_type__in=OrderType.values), name="order_type_is_one_of_the_list"),
            models.CheckConstraint(condition=Q(product__in=Product.values), name="order_product_is_one_of_the_list"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="order_quantity_is_above_zero"),
            models.CheckConstraint(condition=Q(filled_quantity__lte=F("quantity")), name="order_is_not_filled_beyond_its_quantity"),
            models.CheckConstraint(
                condition=~Q(status=OrderStatus.FILLED) | Q(filled_quantity=F("quantity")), name="order_is_filled_when_all_of_it_is"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_BEFORE_THE_BROKER) | Q(filled_quantity=0), name="order_never_sent_is_never_filled"
            ),
            models.CheckConstraint(
                condition=Q(order_type=OrderType.LIMIT, limit_price__gt=0) | Q(order_type=OrderType.MARKET, limit_price__isnull=True),
                name="order_has_a_limit_price_with_limit_only",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="order_of_user"),
            models.Index(
                fields=["status", "changed_at"],
                condition=~Q(status__in=["FILLED", "DENIED", "REJECTED", "CANCELLED", "EXPIRED"]),
                name="order_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"Order {self.tag}"

    @property
    def hold_reference(self) -> str:
        """The name of its hold in the books of the portfolio."""
        return f"order:{self.tag}"

    @property
    def average_price(self) -> Decimal | None:
        """Rupees a share over its fills; None while there are none."""
        return self.filled_value / self.filled_quantity if self.filled_quantity else None


class OrderEvent(models.Model):
    """One move of one order. Append-only: the database refuses change."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    from_status = models.CharField(max_length=16, blank=True)
    to_status = models.CharField(max_length=16, choices=OrderStatus)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    actor_id = models.BigIntegerField(null=True, blank=True)
    trace_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["order", "number"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="order_event_has_one_number"),
            models.CheckConstraint(condition=Q(to_status__in=OrderStatus.values), name="order_event_status_is_one_of_the_list"),
        ]

    def __str__(self) -> str:
        return f"{self.from_status} -> {self.to_status}"

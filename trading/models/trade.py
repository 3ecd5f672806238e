"""A trade: one wish to buy or sell, from request to outcome."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from stocksteward.core import clock
from stocksteward.core.fields import ExactDecimalField
from trading.enums import ExecutionMode, OrderType, Product, Side, TradeOrigin, TradeStatus, Validity


class Trade(models.Model):
    """One wish; what was asked for never changes, where it stands is written by ``services.lifecycle`` only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trades")
    portfolio = models.ForeignKey("portfolio.Portfolio", on_delete=models.PROTECT, related_name="trades")
    instrument = models.ForeignKey("market.Instrument", on_delete=models.PROTECT, related_name="trades")
    client_order_id = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64, help_text="Hash of what was asked for")
    side = models.CharField(max_length=4, choices=Side)
    quantity = models.PositiveBigIntegerField()
    order_type = models.CharField(max_length=6, choices=OrderType)
    limit_price = ExactDecimalField(null=True, blank=True)
    product = models.CharField(max_length=3, choices=Product, default=Product.CNC)
    validity = models.CharField(max_length=3, choices=Validity, default=Validity.DAY)
    execution_mode = models.CharField(max_length=13, choices=ExecutionMode, default=ExecutionMode.PAPER_TRADING)
    origin = models.CharField(max_length=12, choices=TradeOrigin)
    status = models.CharField(max_length=17, choices=TradeStatus, default=TradeStatus.PENDING)
    requested_price = ExactDecimalField(null=True, blank=True, help_text="The last price when it was asked for")
    risk_score = ExactDecimalField(null=True, blank=True)
    rejection_code = models.CharField(max_length=40, blank=True)
    rejection_reason = models.TextField(blank=True)
    decision_logic = models.TextField(blank=True)
    market_behavior = models.TextField(blank=True)
    run_id = models.CharField(max_length=64, blank=True, help_text="The agents' run; empty when no agents were asked")
    filled_quantity = models.PositiveBigIntegerField(default=0)
    filled_value = ExactDecimalField(default=0, help_text="Sum of price times quantity of its fills")
    charges_total = ExactDecimalField(default=0)
    realised_pnl = ExactDecimalField(null=True, blank=True, help_text="Net of charges; of sales, from the ledger")
    requested_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "client_order_id"], name="trade_has_one_client_order_id_per_user"),
            models.CheckConstraint(condition=Q(status__in=TradeStatus.values), name="trade_status_is_one_of_the_list"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="trade_side_is_buy_or_sell"),
            models.CheckConstraint(condition=Q(order_type__in=OrderType.values), name="trade_order_type_is_one_of_the_list"),
            models.CheckConstraint(condition=Q(product__in=Product.values), name="trade_product_is_one_of_the_list"),
            models.CheckConstraint(condition=Q(execution_mode__in=ExecutionMode.values), name="trade_mode_is_paper_or_live"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="trade_quantity_is_above_zero"),
            models.CheckConstraint(condition=Q(filled_quantity__lte=F("quantity")), name="trade_is_not_filled_beyond_its_quantity"),
            models.CheckConstraint(
                condition=Q(order_type=OrderType.LIMIT, limit_price__gt=0) | Q(order_type=OrderType.MARKET, limit_price__isnull=True),
                name="trade_has_a_limit_price_with_limit_only",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="trade_of_user"),
            models.Index(fields=["portfolio", "instrument", "-requested_at"], name="trade_recent"),
            models.Index(
                fields=["status", "changed_at"], condition=Q(status__in=["PENDING", "AWAITING_APPROVAL"]), name="trade_unfinished"
            ),
        ]

    def __str__(self) -> str:
        return f"Trade {self.pk}: {self.side} {self.quantity}"

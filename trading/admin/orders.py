"""Trades, approvals, orders and fills in the admin: to look at; what is done about them is done on the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from trading.models.approval import Approval
from trading.models.fill import Fill
from trading.models.order import Order, OrderEvent
from trading.models.risk_decision import RiskDecision
from trading.models.trade import Trade


class EventInline(ReadOnlyInline):
    """Every move of an order."""

    model = OrderEvent
    fields = ("number", "from_status", "to_status", "at", "reason", "actor_id", "trace_id")


class FillInline(ReadOnlyInline):
    """Every fill of an order."""

    model = Fill
    fields = ("broker_trade_id", "quantity", "price", "charges_total", "quote_price", "quote_source", "quote_as_of", "traded_at")


class OrderInline(ReadOnlyInline):
    """The orders of a trade."""

    model = Order
    fields = ("tag", "broker", "status", "status_reason", "filled_quantity", "created_at")
    show_change_link = True


class RiskDecisionInline(ReadOnlyInline):
    """What the gate said."""

    model = RiskDecision
    fields = ("is_allowed", "denials", "approvals_needed", "score", "decided_at")


class ApprovalInline(ReadOnlyInline):
    """The questions put to a person."""

    model = Approval
    fk_name = "trade"
    fields = ("status", "reasons", "reference_price", "expires_at", "decided_by", "decided_at", "decision_reason")


@admin.register(Trade)
class TradeAdmin(ReadOnlyAdmin):
    """Every wish to trade."""

    list_display = ("id", "requested_at", "user", "instrument", "side", "quantity", "order_type", "status", "origin", "execution_mode")
    list_filter = ("status", "side", "origin", "execution_mode")
    search_fields = ("=id", "client_order_id", "user__email", "instrument__symbol")
    list_select_related = ("user", "instrument")
    inlines = (OrderInline, ApprovalInline, RiskDecisionInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what is shown by name."""
        return super().get_queryset(request).select_related("user", "instrument", "portfolio")


@admin.register(Approval)
class ApprovalAdmin(ReadOnlyAdmin):
    """Every question; it is decided on the approvals page, where price, expiry and four eyes are checked."""

    list_display = ("id", "asked_at", "trade", "requester", "status", "reference_price", "expires_at", "decided_by", "decided_at")
    list_filter = ("status", "is_four_eyes")
    search_fields = ("=trade__id", "requester__email", "decided_by__email")
    list_select_related = ("trade", "requester", "decided_by")


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    """Every order with its moves and fills."""

    list_display = ("tag", "created_at", "user", "instrument", "side", "quantity", "filled_quantity", "status", "broker")
    list_filter = ("status", "side", "broker")
    search_fields = ("tag", "broker_order_id", "user__email", "instrument__symbol")
    list_select_related = ("user", "instrument")
    inlines = (EventInline, FillInline)


@admin.register(Fill)
class FillAdmin(ReadOnlyAdmin):
    """Every fill."""

    list_display = ("broker_trade_id", "recorded_at", "order", "side", "quantity", "price", "charges_total", "quote_price", "traded_at")
    list_filter = ("side", "broker")
    search_fields = ("broker_trade_id", "order__tag")
    list_select_related = ("order",)

"""The shapes of trades, orders and approvals in REST: money as strings of decimals, times with offset, unknown as null."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from stocksteward.core import clock
from trading.api.risk_shapes import AssessIn, PlainDecimal
from trading.domain.facts import TradeFacts
from trading.enums import ApprovalStatus, ExecutionMode, OrderStatus, OrderType, Product, Side, TradeOrigin, TradeStatus
from trading.selectors.facts import average_price, facts_of_trade
from trading.selectors.trades import Profit, profits_by_id


class TradeOutput(serializers.Serializer[Any]):
    """One trade, from a row or from ``TradeFacts``; ``profits`` in the context saves a look at the quotes for each."""

    id = serializers.IntegerField()
    client_order_id = serializers.CharField()
    user_id = serializers.IntegerField()
    portfolio_id = serializers.IntegerField()
    symbol = serializers.CharField()
    action = serializers.ChoiceField(choices=Side.choices)
    quantity = serializers.IntegerField()
    order_type = serializers.ChoiceField(choices=OrderType.choices)
    limit_price = PlainDecimal(allow_null=True)
    product = serializers.ChoiceField(choices=Product.choices)
    price = PlainDecimal(allow_null=True)
    status = serializers.ChoiceField(choices=TradeStatus.choices)
    execution_mode = serializers.ChoiceField(choices=ExecutionMode.choices)
    origin = serializers.ChoiceField(choices=TradeOrigin.choices)
    timestamp = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    risk_score = PlainDecimal(allow_null=True)
    rejection_code = serializers.CharField()
    rejection_reason = serializers.CharField()
    pnl = serializers.CharField(allow_null=True, help_text='Such as "+2.41%"')
    pnl_amount = PlainDecimal(allow_null=True)
    pnl_pct = PlainDecimal(allow_null=True)
    decision_logic = serializers.CharField()
    market_behavior = serializers.CharField()
    run_id = serializers.CharField(allow_null=True)
    filled_quantity = serializers.IntegerField()
    average_price = PlainDecimal(allow_null=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return the trade with what it has gained."""
        facts = instance if isinstance(instance, TradeFacts) else facts_of_trade(instance)
        profits: Mapping[int, Profit] | None = self.context.get("profits")
        profit = profits[facts.id] if profits is not None else profits_by_id(trade_ids=[facts.id], at=clock.now())[facts.id]
        seen: Any = {name: getattr(facts, name) for name in _TRADE_FIELDS}
        seen |= {"run_id": facts.run_id or None, "pnl": profit.text, "pnl_amount": profit.amount, "pnl_pct": profit.percent}
        return dict(super().to_representation(seen))


# What the shape takes from the facts as it is; the rest is worked out.
_TRADE_FIELDS = tuple(str(name) for name in TradeOutput().fields if hasattr(TradeFacts, str(name)))


class TradeNotesIn(serializers.Serializer[Any]):
    """What an administrator may set right about a trade: words only."""

    decision_logic = serializers.CharField(required=False, allow_blank=True, max_length=4_000)
    market_behavior = serializers.CharField(required=False, allow_blank=True, max_length=4_000)
    reason = serializers.CharField(max_length=400)


class OrderIn(AssessIn):
    """An order of one's own."""

    client_order_id = serializers.CharField(required=False, max_length=64)


class CancelIn(serializers.Serializer[Any]):
    """Why; may be left out."""

    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=400)


class OrderEventOut(serializers.Serializer[Any]):
    """One move of an order."""

    number = serializers.IntegerField()
    from_status = serializers.CharField()
    to_status = serializers.CharField()
    at = serializers.DateTimeField()
    reason = serializers.CharField()
    actor_id = serializers.IntegerField(allow_null=True)
    trace_id = serializers.CharField()


class FillOut(serializers.Serializer[Any]):
    """One fill, with what the market showed at that moment."""

    id = serializers.IntegerField()
    broker_trade_id = serializers.CharField()
    quantity = serializers.IntegerField()
    price = PlainDecimal()
    charges = serializers.DictField(child=serializers.CharField())
    charges_total = PlainDecimal()
    quote_price = PlainDecimal(allow_null=True)
    quote_source = serializers.CharField()
    quote_as_of = serializers.DateTimeField(allow_null=True)
    traded_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()


class OrderOut(serializers.Serializer[Any]):
    """One order."""

    id = serializers.IntegerField()
    trade_id = serializers.IntegerField()
    user_id = serializers.IntegerField()
    portfolio_id = serializers.IntegerField()
    symbol = serializers.CharField(source="instrument.symbol")
    broker = serializers.CharField()
    tag = serializers.CharField()
    broker_order_id = serializers.CharField()
    side = serializers.ChoiceField(choices=Side.choices)
    quantity = serializers.IntegerField()
    order_type = serializers.ChoiceField(choices=OrderType.choices)
    limit_price = PlainDecimal(allow_null=True)
    product = serializers.ChoiceField(choices=Product.choices)
    validity = serializers.CharField()
    status = serializers.ChoiceField(choices=OrderStatus.choices)
    status_reason = serializers.CharField()
    filled_quantity = serializers.IntegerField()
    average_price = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    cancel_requested_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)

    def get_average_price(self, order: Any) -> str | None:
        """Rupees a share, null before the first fill."""
        average = average_price(value=order.filled_value, quantity=order.filled_quantity)
        return None if average is None else f"{average:f}"


class OrderDetailOut(OrderOut):
    """One order with its moves and fills."""

    events = OrderEventOut(many=True)
    fills = FillOut(many=True)


class ReasonOut(serializers.Serializer[Any]):
    """A code and a sentence."""

    code = serializers.CharField()
    message = serializers.CharField()


class PreviewChargesOut(serializers.Serializer[Any]):
    """What the order costs beside its price, in rupees."""

    brokerage = PlainDecimal()
    stt = PlainDecimal()
    exchange = PlainDecimal()
    sebi = PlainDecimal()
    stamp = PlainDecimal()
    gst = PlainDecimal()
    dp = PlainDecimal()
    total = PlainDecimal()


class PreviewOut(serializers.Serializer[Any]):
    """What an order would cost and what every rule says to it."""

    price = PlainDecimal(allow_null=True)
    value = PlainDecimal(allow_null=True)
    charges = PreviewChargesOut(allow_null=True)
    required_cash = PlainDecimal(allow_null=True)
    allowed = serializers.BooleanField(source="is_allowed")
    needs_approval = serializers.BooleanField()
    risk_score = PlainDecimal(source="score")
    reasons = serializers.SerializerMethodField()

    def get_reasons(self, preview: Any) -> list[dict[str, str]]:
        """Every reason against it, then every reason to ask a person."""
        return [{"code": code, "message": message} for code, message in preview.reasons]


class ApprovalOut(serializers.Serializer[Any]):
    """One question to a person, and its answer."""

    id = serializers.IntegerField()
    trade_id = serializers.IntegerField()
    requester_id = serializers.IntegerField()
    symbol = serializers.CharField(source="trade.instrument.symbol")
    action = serializers.CharField(source="trade.side")
    quantity = serializers.IntegerField(source="trade.quantity")
    order_type = serializers.CharField(source="trade.order_type")
    limit_price = PlainDecimal(source="trade.limit_price", allow_null=True)
    status = serializers.ChoiceField(choices=ApprovalStatus.choices)
    reasons = ReasonOut(many=True)
    reference_price = PlainDecimal()
    drift_basis_points_max = serializers.IntegerField()
    asked_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    decided_by_id = serializers.IntegerField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decision_reason = serializers.CharField()


class SubmittedOut(serializers.Serializer[Any]):
    """What became of an order of one's own: the trade, and its order where one was made."""

    trade = TradeOutput()
    order = OrderDetailOut(allow_null=True)

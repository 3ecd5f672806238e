"""What the REST interface of the agents takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from agents.domain.facts import run_as_json
from agents.enums import AgentName, RunStatus, StepStatus
from agents.forms import CLIENT_ORDER_ID_LENGTH_MAX, DECISION_LOGIC_LENGTH_MAX
from agents.selectors.runs import run_facts
from agents.services.asking import Ticket
from stocksteward.core.fields import SCALE
from trading.domain.order_terms import QUANTITY_MAX
from trading.enums import ExecutionMode, OrderType, Product, Side


class TradeInput(serializers.Serializer[Any]):
    """A wish to trade. ``action`` (or ``side``) is BUY or SELL; without a portfolio the default one is meant."""

    symbol = serializers.CharField(max_length=32)
    exchange = serializers.CharField(max_length=8, default="NSE")
    action = serializers.ChoiceField(choices=Side.choices, required=False)
    side = serializers.ChoiceField(choices=Side.choices, required=False)
    quantity = serializers.IntegerField(min_value=1, max_value=QUANTITY_MAX)
    order_type = serializers.ChoiceField(choices=OrderType.choices, default=OrderType.MARKET)
    limit_price = serializers.DecimalField(max_digits=19, decimal_places=SCALE, required=False, allow_null=True, default=None)
    product = serializers.ChoiceField(choices=Product.choices, default=Product.CNC)
    portfolio_id = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False, allow_null=True, default=None)
    execution_mode = serializers.ChoiceField(choices=ExecutionMode.choices, required=False, allow_null=True, default=None)
    client_order_id = serializers.CharField(max_length=CLIENT_ORDER_ID_LENGTH_MAX, required=False, allow_blank=False)
    decision_logic = serializers.CharField(max_length=DECISION_LOGIC_LENGTH_MAX, required=False, allow_blank=True, default="")

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Take ``type`` for ``order_type`` and the ``price`` of a LIMIT order for its limit, as the earlier interface named them.

        The ``price`` of a MARKET order was a note of what the caller saw; it binds nobody.
        """
        if isinstance(data, Mapping):
            data = dict(data)
            data.setdefault("order_type", data.get("type", OrderType.MARKET))
            if data["order_type"] == OrderType.LIMIT and data.get("limit_price") is None:
                data["limit_price"] = data.get("price")
        return dict(super().to_internal_value(data))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of action and side is needed, and two must not contradict each other."""
        sides = {attrs[name] for name in ("action", "side") if name in attrs}
        if len(sides) != 1:
            sentence = "Say BUY or SELL." if not sides else "action and side say different things."
            raise serializers.ValidationError({"action": [sentence]})
        return {**attrs, "side": sides.pop()}

    def ticket(self, *, client_order_id: str) -> Ticket:
        """Return the checked wish; ``client_order_id`` stands in where the body has none."""
        data = self.validated_data
        return Ticket(
            symbol=data["symbol"],
            exchange=data["exchange"],
            side=data["side"],
            quantity=data["quantity"],
            order_type=data["order_type"],
            limit_price=data["limit_price"],
            product=data["product"],
            portfolio_id=data["portfolio_id"],
            execution_mode=data["execution_mode"],
            client_order_id=data.get("client_order_id") or client_order_id,
            decision_logic=data["decision_logic"],
        )


class StepOutput(serializers.Serializer[Any]):
    """One agent's step."""

    agent = serializers.ChoiceField(choices=AgentName.choices)
    position = serializers.IntegerField()
    status = serializers.ChoiceField(choices=StepStatus.choices)
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    duration_ms = serializers.IntegerField(allow_null=True)
    summary = serializers.CharField(allow_blank=True)
    output = serializers.DictField(allow_null=True)
    input_hash = serializers.CharField(allow_blank=True)
    model = serializers.CharField(allow_blank=True)
    prompt_hash = serializers.CharField(allow_blank=True)
    tokens_in = serializers.IntegerField(allow_null=True)
    tokens_out = serializers.IntegerField(allow_null=True)
    cost_usd = serializers.CharField(allow_null=True, help_text="An estimate, not the bill of the model's host")


class RunOutput(serializers.Serializer[Any]):
    """One run with its seven steps."""

    id = serializers.UUIDField()
    trade_id = serializers.IntegerField(allow_null=True)
    user_id = serializers.IntegerField()
    symbol = serializers.CharField()
    action = serializers.CharField(allow_null=True)
    quantity = serializers.IntegerField(allow_null=True)
    origin = serializers.CharField()
    trace_id = serializers.CharField()
    status = serializers.ChoiceField(choices=RunStatus.choices)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    steps = StepOutput(many=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return the one JSON shape of a run."""
        return run_as_json(run_facts(instance))


class SeededOutput(serializers.Serializer[Any]):
    """What was seeded."""

    portfolios = serializers.IntegerField()
    orders = serializers.IntegerField()
    executed = serializers.IntegerField()
    trade_ids = serializers.ListField(child=serializers.IntegerField())

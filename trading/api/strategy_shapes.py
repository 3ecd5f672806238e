"""The shapes of strategies in REST."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from trading.api.risk_shapes import ID_MAX, PlainDecimal, money
from trading.domain.strategies import DAY_SECONDS, NAME_LENGTH_MAX, PERIOD_SECONDS_MAX, PERIOD_SECONDS_MIN, QUANTITY_MAX, SYMBOLS_MAX
from trading.enums import ExecutionMode
from trading.strategies.indicator_vote import NAME as DEFAULT_RULE


def symbols(**options: Any) -> serializers.ListField:
    """A list of symbols."""
    return serializers.ListField(child=serializers.CharField(max_length=40), min_length=1, max_length=SYMBOLS_MAX, **options)


class DeploymentOut(serializers.Serializer[Any]):
    """A strategy at work in one portfolio."""

    id = serializers.IntegerField()
    strategy_id = serializers.IntegerField()
    portfolio_id = serializers.IntegerField()
    user_id = serializers.IntegerField()
    symbols = serializers.ListField(child=serializers.CharField())
    quantity_max = serializers.IntegerField()
    value_inr_max = PlainDecimal()
    period_seconds = serializers.IntegerField()
    status = serializers.CharField()
    deployed_at = serializers.DateTimeField()


class DeploymentsOut(serializers.Serializer[Any]):
    """What was changed or made."""

    deployments = DeploymentOut(many=True)


class StrategyOut(serializers.Serializer[Any]):
    """One strategy; ``mode`` says that it trades on paper, ``status`` whether it is at work."""

    id = serializers.IntegerField()
    owner_id = serializers.IntegerField()
    name = serializers.CharField()
    rule = serializers.CharField()
    rule_title = serializers.CharField()
    parameters = serializers.DictField(child=serializers.IntegerField())
    symbols = serializers.ListField(child=serializers.CharField())
    mode = serializers.CharField()
    status = serializers.CharField()
    created_at = serializers.DateTimeField()
    deployments = DeploymentOut(many=True)


class StrategyIn(serializers.Serializer[Any]):
    """A built-in rule to set up."""

    name = serializers.CharField(max_length=NAME_LENGTH_MAX)
    rule = serializers.CharField(max_length=40, default=DEFAULT_RULE)
    parameters = serializers.DictField(default=dict)
    symbols = symbols()
    mode = serializers.ChoiceField(choices=ExecutionMode.choices, default=ExecutionMode.PAPER_TRADING)
    owner_id = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=ID_MAX)


class DeployIn(serializers.Serializer[Any]):
    """Where to let it trade, and how much in one trade."""

    portfolio_id = serializers.IntegerField(min_value=1, max_value=ID_MAX)
    symbols = symbols(required=False, allow_null=True, default=None)
    quantity_max = serializers.IntegerField(min_value=1, max_value=QUANTITY_MAX)
    value_inr_max = money(min_value=Decimal("0.0001"))
    period_seconds = serializers.IntegerField(min_value=PERIOD_SECONDS_MIN, max_value=PERIOD_SECONDS_MAX, default=DAY_SECONDS)


class PortfolioIn(serializers.Serializer[Any]):
    """In which portfolio; in all when it is left out."""

    portfolio_id = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=ID_MAX)


class SignalIn(serializers.Serializer[Any]):
    """Which rule to ask about which instrument."""

    symbol = serializers.CharField(max_length=40)
    rule = serializers.CharField(max_length=40, default=DEFAULT_RULE)
    parameters = serializers.DictField(default=dict)


class SignalOut(serializers.Serializer[Any]):
    """What a rule says: BUY, SELL, HOLD, or ABSTAIN when it has no opinion."""

    rule = serializers.CharField()
    side = serializers.CharField()
    confidence = PlainDecimal()
    reasons = serializers.ListField(child=serializers.CharField())
    as_of = serializers.DateTimeField(allow_null=True)


class SymbolSignalOut(serializers.Serializer[Any]):
    """A signal about an instrument."""

    symbol = serializers.CharField()
    signal = SignalOut()


class ComparisonOut(serializers.Serializer[Any]):
    """What several rules say; ``agreement`` is null where they differ or none has an opinion."""

    symbol = serializers.CharField()
    as_of = serializers.DateTimeField(allow_null=True)
    signals = SignalOut(many=True)
    agreement = serializers.CharField(allow_null=True)

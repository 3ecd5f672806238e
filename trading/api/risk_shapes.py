"""The shapes of risk in REST: money and fractions as strings of decimals, unknown as null."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from trading.enums import HaltScope, OrderType, Product, Side

ID_MAX = 2**63 - 1


def money(**options: Any) -> serializers.DecimalField:
    """A figure of at most four places."""
    return serializers.DecimalField(max_digits=19, decimal_places=4, **options)


class PlainDecimal(serializers.DecimalField):
    """A decimal on its way out, as text and unrounded."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=None, decimal_places=None, **options)

    def to_representation(self, value: Any) -> str:
        """Return it without exponent; the serializer itself writes null for what is unknown."""
        return f"{value:f}"


class LimitFigures(serializers.Serializer[Any]):
    """Limits in force; rupees, and a fraction from 0 to 1."""

    order_value_inr_max = PlainDecimal()
    position_size_fraction_max = PlainDecimal()
    daily_loss_inr_max = PlainDecimal()


class OwnLimitFigures(serializers.Serializer[Any]):
    """A user's own limits; null where the desk's hold."""

    order_value_inr_max = PlainDecimal(allow_null=True)
    position_size_fraction_max = PlainDecimal(allow_null=True)
    daily_loss_inr_max = PlainDecimal(allow_null=True)


class LimitsOut(serializers.Serializer[Any]):
    """What the desk allows, what the user has of their own, and what follows."""

    user_id = serializers.IntegerField()
    desk = LimitFigures()
    own = OwnLimitFigures()
    effective = LimitFigures()


class LimitsIn(serializers.Serializer[Any]):
    """What to set; a figure that is left out stays as it is."""

    user_id = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=ID_MAX)
    order_value_inr_max = money(required=False, allow_null=True, min_value=0)
    position_size_fraction_max = money(required=False, allow_null=True, min_value=0, max_value=1)
    daily_loss_inr_max = money(required=False, allow_null=True, min_value=0)
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class ReasonIn(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=500)


class HaltIn(ReasonIn):
    """Whom to halt or to release, and why."""

    scope = serializers.ChoiceField(choices=HaltScope.choices)
    user_id = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=ID_MAX)


class HaltFactsOut(serializers.Serializer[Any]):
    """A halt that was engaged or released just now."""

    id = serializers.IntegerField()
    scope = serializers.CharField()
    user_id = serializers.IntegerField(allow_null=True)
    is_active = serializers.BooleanField()
    epoch = serializers.IntegerField()
    reason = serializers.CharField()
    engaged_by_id = serializers.IntegerField(allow_null=True)
    engaged_at = serializers.DateTimeField()


class HaltOut(HaltFactsOut):
    """A halt with its history."""

    released_by_id = serializers.IntegerField(allow_null=True)
    released_at = serializers.DateTimeField(allow_null=True)
    release_reason = serializers.CharField(allow_blank=True)


class LimitUseOut(serializers.Serializer[Any]):
    """How much of a limit is used."""

    name = serializers.CharField()
    limit = PlainDecimal()
    actual = PlainDecimal(allow_null=True)
    use = PlainDecimal(allow_null=True)


class PartOut(serializers.Serializer[Any]):
    """A sector or an instrument as a part of the portfolio."""

    name = serializers.CharField()
    value = PlainDecimal(allow_null=True)
    fraction = PlainDecimal(allow_null=True)


class ExposureOut(serializers.Serializer[Any]):
    """The risk of one portfolio."""

    portfolio_id = serializers.IntegerField(source="state.portfolio_id")
    as_of = serializers.DateTimeField(source="state.as_of", allow_null=True)
    has_stale = serializers.BooleanField(source="state.has_stale")
    total = PlainDecimal(source="state.total", allow_null=True)
    market_value = PlainDecimal(source="state.market_value", allow_null=True)
    free_cash = PlainDecimal(source="state.free_cash")
    held_cash = PlainDecimal(source="state.held_cash")
    day_pnl = PlainDecimal(source="state.day_pnl", allow_null=True)
    invested_fraction = PlainDecimal(allow_null=True)
    limits = LimitUseOut(many=True)
    by_sector = PartOut(many=True)
    by_name = PartOut(many=True)


class UserRiskOut(serializers.Serializer[Any]):
    """The limits, halts and portfolios of one person."""

    user_id = serializers.IntegerField()
    limits = LimitFigures()
    halts = HaltFactsOut(many=True)
    portfolios = ExposureOut(many=True)


class AssessIn(serializers.Serializer[Any]):
    """A wish to trade."""

    portfolio_id = serializers.IntegerField(min_value=1, max_value=ID_MAX)
    symbol = serializers.CharField(max_length=40)
    exchange = serializers.CharField(max_length=10, default="NSE")
    action = serializers.ChoiceField(choices=Side.choices)
    quantity = serializers.IntegerField(min_value=1, max_value=10_000_000)
    order_type = serializers.ChoiceField(choices=OrderType.choices, default=OrderType.MARKET)
    limit_price = money(required=False, allow_null=True, default=None)
    product = serializers.ChoiceField(choices=Product.choices, default=Product.CNC)


class DenialOut(serializers.Serializer[Any]):
    """One reason against it."""

    code = serializers.CharField()
    message = serializers.CharField()
    limit = serializers.CharField()
    actual = serializers.CharField()


class ApprovalReasonOut(serializers.Serializer[Any]):
    """One reason to ask a person."""

    code = serializers.CharField()
    message = serializers.CharField()


class ChargesOut(serializers.Serializer[Any]):
    """What the order costs beside its price."""

    brokerage = PlainDecimal()
    stt = PlainDecimal()
    exchange = PlainDecimal()
    sebi = PlainDecimal()
    stamp = PlainDecimal()
    gst = PlainDecimal()
    dp = PlainDecimal()
    total = PlainDecimal()


class EstimateOut(serializers.Serializer[Any]):
    """What it would cost or bring."""

    price = PlainDecimal(allow_null=True)
    value = PlainDecimal(allow_null=True)
    charges = ChargesOut(allow_null=True)
    required_cash = PlainDecimal(allow_null=True)


class VerdictOut(serializers.Serializer[Any]):
    """The answer of the gate."""

    is_denied = serializers.BooleanField()
    is_allowed = serializers.BooleanField()
    denials = DenialOut(many=True)
    approvals_needed = ApprovalReasonOut(many=True)
    score = PlainDecimal()
    estimate = EstimateOut()

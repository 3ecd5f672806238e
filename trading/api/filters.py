"""Filters of the lists of trades, orders and approvals."""

from __future__ import annotations

import django_filters

from stocksteward.core.filters import MomentFilter
from trading.api.risk_shapes import ID_MAX
from trading.enums import ApprovalStatus, ExecutionMode, OrderStatus, Side, TradeOrigin, TradeStatus


class TradeFilter(django_filters.FilterSet):
    """By state, instrument, side, portfolio, mode, origin and time."""

    status = django_filters.MultipleChoiceFilter(choices=TradeStatus.choices)
    symbol = django_filters.CharFilter(field_name="instrument__symbol", lookup_expr="iexact", max_length=40)
    action = django_filters.ChoiceFilter(field_name="side", choices=Side.choices)
    portfolio_id = django_filters.NumberFilter(field_name="portfolio_id", min_value=1, max_value=ID_MAX)
    execution_mode = django_filters.ChoiceFilter(choices=ExecutionMode.choices)
    origin = django_filters.ChoiceFilter(choices=TradeOrigin.choices)
    client_order_id = django_filters.CharFilter(max_length=64)
    since = MomentFilter(field_name="requested_at", lookup_expr="gte")
    until = MomentFilter(field_name="requested_at", lookup_expr="lt")


class OrderFilter(django_filters.FilterSet):
    """By state, instrument, side, portfolio, trade and time."""

    status = django_filters.MultipleChoiceFilter(choices=OrderStatus.choices)
    symbol = django_filters.CharFilter(field_name="instrument__symbol", lookup_expr="iexact", max_length=40)
    side = django_filters.ChoiceFilter(choices=Side.choices)
    portfolio_id = django_filters.NumberFilter(field_name="portfolio_id", min_value=1, max_value=ID_MAX)
    trade_id = django_filters.NumberFilter(field_name="trade_id", min_value=1, max_value=ID_MAX)
    since = MomentFilter(field_name="created_at", lookup_expr="gte")
    until = MomentFilter(field_name="created_at", lookup_expr="lt")


class ApprovalFilter(django_filters.FilterSet):
    """By state and trade."""

    status = django_filters.MultipleChoiceFilter(choices=ApprovalStatus.choices)
    trade_id = django_filters.NumberFilter(field_name="trade_id", min_value=1, max_value=ID_MAX)

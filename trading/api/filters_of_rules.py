"""Filters of the lists of halts and strategies; by number, so that a filter cannot tell which users exist."""

from __future__ import annotations

import django_filters

from trading.api.risk_shapes import ID_MAX
from trading.enums import HaltScope


class HaltFilter(django_filters.FilterSet):
    """By whom it stops, and whether it is active."""

    scope = django_filters.ChoiceFilter(choices=HaltScope.choices)
    is_active = django_filters.BooleanFilter()
    user_id = django_filters.NumberFilter(field_name="user_id", min_value=1, max_value=ID_MAX)


class StrategyFilter(django_filters.FilterSet):
    """By owner and rule."""

    owner_id = django_filters.NumberFilter(field_name="owner_id", min_value=1, max_value=ID_MAX)
    rule = django_filters.CharFilter(max_length=40)

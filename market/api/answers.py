"""What the market's API views share: reading the query, paging a list that is no queryset, writing an instrument or a bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from market.domain.bars import Bar
from market.domain.quotes import text
from stocksteward.core.api import Pages


def read_query(request: Request, shape: type[serializers.Serializer]) -> dict[str, Any]:
    """Return the checked query.

    :raises rest_framework.exceptions.ValidationError: naming each field that breaks a rule.
    """
    asked = shape(data={key: value for key, value in request.query_params.items() if "\x00" not in value})
    asked.is_valid(raise_exception=True)
    checked: dict[str, Any] = asked.validated_data
    return checked


def paged(request: Request, rows: Sequence[Any]) -> Response:
    """Return one page of a list in the one shape of lists."""
    pages = Pages()
    return pages.get_paginated_response(list(pages.paginate_queryset(rows, request) or []))


def bar_as_json(bar: Bar) -> dict[str, Any]:
    """Return a bar as the API sends it."""
    return {
        "at": bar.at.isoformat(),
        "open": text(bar.open),
        "high": text(bar.high),
        "low": text(bar.low),
        "close": text(bar.close),
        "volume": bar.volume,
    }

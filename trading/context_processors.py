"""What every page of the desk shows: replaced by the trading builder."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def desk(request: HttpRequest) -> dict[str, Any]:
    """Return nothing yet."""
    return {}

"""Template filters that are built in everywhere: rupees, signed figures, IST times. Unknown is written "not available"."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from stocksteward.core import clock, money

register = template.Library()
UNKNOWN = "not available"


def _decimal(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        return None
    return number if number.is_finite() else None


@register.filter
def rupees(value: Any, places: int = 2) -> str:
    """₹1,23,456.70"""
    number = _decimal(value)
    return UNKNOWN if number is None else money.format_rupees(number, places=places)


@register.filter
def compact_rupees(value: Any) -> str:
    """₹3.46 L"""
    number = _decimal(value)
    return UNKNOWN if number is None else money.format_compact_rupees(number)


@register.filter
def number(value: Any, places: int = 2) -> str:
    """1,23,456.70"""
    figure = _decimal(value)
    return UNKNOWN if figure is None else money.format_number(figure, places=places)


@register.filter
def quantity(value: Any) -> str:
    """1,23,456"""
    figure = _decimal(value)
    return UNKNOWN if figure is None else money.format_number(figure, places=0)


@register.filter
def signed_rupees(value: Any, places: int = 2) -> SafeString | str:
    """+₹18,204.10 in the colour and with the arrow of a gain, or its opposite."""
    figure = _decimal(value)
    return UNKNOWN if figure is None else _with_direction(figure, money.format_rupees(figure, places=places, signed=True), places=places)


@register.filter
def signed_number(value: Any, places: int = 2) -> SafeString | str:
    """+18.40 in the colour and with the arrow of a gain, or its opposite."""
    figure = _decimal(value)
    return UNKNOWN if figure is None else _with_direction(figure, money.format_number(figure, places=places, signed=True), places=places)


@register.filter
def signed_percent(value: Any) -> SafeString | str:
    """+2.41% in the colour and with the arrow of a gain, or its opposite. The value is in percent."""
    figure = _decimal(value)
    return UNKNOWN if figure is None else _with_direction(figure, f"{money.format_number(figure, signed=True)}%")


@register.filter
def percent(value: Any, places: int = 2) -> str:
    """38.00% of a value that is in percent."""
    figure = _decimal(value)
    return UNKNOWN if figure is None else f"{money.format_number(figure, places=places)}%"


@register.filter
def ist_time(value: datetime | None) -> str:
    """15:29:58 IST"""
    return UNKNOWN if value is None else f"{clock.ist(value):%H:%M:%S} IST"


@register.filter
def ist_datetime(value: datetime | None) -> str:
    """21 Nov 2026, 15:29:58 IST"""
    return UNKNOWN if value is None else f"{clock.ist(value):%d %b %Y, %H:%M:%S} IST"


@register.filter
def day(value: date | datetime | None) -> str:
    """21 Nov 2026"""
    if value is None:
        return UNKNOWN
    return f"{clock.ist(value) if isinstance(value, datetime) else value:%d %b %Y}"


@register.filter
def words(value: Any) -> str:
    """Partially filled, from PARTIALLY_FILLED or partially_filled."""
    return str(value or "").replace("_", " ").lower().capitalize()


@register.filter
def slug_class(value: Any) -> str:
    """partially-filled, from PARTIALLY_FILLED: the CSS class of a state."""
    return str(value or "").replace("_", "-").lower()


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """The value under a key that is itself a variable."""
    return mapping.get(key) if hasattr(mapping, "get") else None


def _with_direction(figure: Decimal, text: str, *, places: int = 2) -> SafeString:
    figure = round(figure, places)  # what is shown as 0.00 has no direction
    direction, word = ("up", "up") if figure > 0 else ("down", "down") if figure < 0 else ("flat", "unchanged")
    return format_html('<span class="{}"><span class="for-readers">{} </span>{}</span>', direction, word, text)

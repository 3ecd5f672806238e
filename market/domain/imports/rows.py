"""What a reader makes of one line: a checked row, or the reason why there is none."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, NamedTuple

SCALE = 10_000  # prices are kept as whole ten-thousandths of a rupee
PRICE_MAX = 10_000_000 * SCALE  # of a rupee: the dearest share of the exchange costs less than two lakh
VOLUME_MAX = 10**13
CONTENT_MAX = 300
DIGITS_MAX = 32
_SYMBOL = re.compile(r"[A-Z0-9][A-Z0-9&\-. ]{0,38}[A-Z0-9]|[A-Z0-9]", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SMALLEST = Decimal(1).scaleb(-4)


class BadRow(Exception):
    """A line breaks a rule. The message is the rule, without the line's own values, so that lines can be counted by it."""


class BarRow(NamedTuple):
    """One bar of a file: prices in ten-thousandths, ``at`` in microseconds since 1970, ``volume`` None where it is not known."""

    line: int
    symbol: str
    at: int
    open: int
    high: int
    low: int
    close: int
    volume: int | None
    isin: str = ""
    name: str = ""


class TickRow(NamedTuple):
    """One tick of a file: price in ten-thousandths, ``at`` in microseconds since 1970, ``volume`` the day's total so far."""

    line: int
    symbol: str
    at: int
    price: int
    volume: int | None


class Rejected(NamedTuple):
    """A line that breaks a rule."""

    line: int
    reason: str
    content: str = ""


class Skipped(NamedTuple):
    """A line that is well but not for this desk, such as another series."""

    line: int
    reason: str


def rejected(*, line: int, reason: str, content: object) -> Rejected:
    """Return the rejection of a line, with as much of the line as is kept."""
    text = content if isinstance(content, str) else ",".join("" if value is None else str(value) for value in _as_list(content))
    # A NUL cannot be stored by PostgreSQL; other control characters only confuse who reads the report.
    shown = "".join(character if character.isprintable() else "�" for character in text[:CONTENT_MAX])
    return Rejected(line, reason, shown)


def price_of(value: Any, *, name: str, is_exact: bool = False) -> int:
    """Return a price in ten-thousandths; ``is_exact`` refuses further decimals instead of rounding them half up.

    :raises BadRow: if it is missing, not a number, not finite, not above zero or absurdly large.
    """
    number = _decimal_of(value, name=name)
    if number <= 0:
        raise BadRow(f"{name} is not above zero")
    if number > PRICE_MAX // SCALE:
        raise BadRow(f"{name} is too large")
    rounded = number.quantize(_SMALLEST, ROUND_HALF_UP)
    if is_exact and rounded != number:
        raise BadRow(f"{name} has more than four decimal places")
    if rounded <= 0:
        raise BadRow(f"{name} is not above zero")
    return int(rounded.scaleb(4))


def volume_of(value: Any, *, name: str = "volume") -> int | None:
    """Return a number of shares, None where the file has none.

    :raises BadRow: if it is negative, fractional, not a number or absurdly large.
    """
    if value is None or value in {"", "-"}:
        return None
    number = _decimal_of(value, name=name)
    if number < 0:
        raise BadRow(f"{name} is below zero")
    if number > VOLUME_MAX:
        raise BadRow(f"{name} is too large")
    if number != number.to_integral_value():
        raise BadRow(f"{name} is not a whole number")
    return int(number)


def check_bar(*, opening: int, high: int, low: int, close: int) -> None:
    """Check that the prices of a bar fit each other.

    :raises BadRow: if the high is below the low, or open or close lie outside of them.
    """
    if high < low:
        raise BadRow("high is below low")
    if not low <= opening <= high:
        raise BadRow("open is outside of low and high")
    if not low <= close <= high:
        raise BadRow("close is outside of low and high")


def check_day(*, day: date, today: date) -> None:
    """Check that a day may have data.

    :raises BadRow: if it is in the future or before the exchange began.
    """
    if day > today:
        raise BadRow("the date is in the future")
    if day.year < 1990:
        raise BadRow("the date is before the exchange began")


def symbol_of(text: str) -> str:
    """Return the symbol in capitals, as it may stand in a path.

    :raises BadRow: if it is empty or has characters that no symbol has.
    """
    symbol = text.strip().upper()
    if not symbol:
        raise BadRow("symbol is missing")
    if _SYMBOL.fullmatch(symbol) is None or ".." in symbol:
        raise BadRow("symbol has characters that no symbol has")
    return symbol


def microseconds(at: datetime) -> int:
    """Return the whole microseconds since 1970 of an aware moment."""
    return (at - _EPOCH) // _MICROSECOND


def moment(microseconds_since_1970: int) -> datetime:
    """Return the moment in UTC."""
    return _EPOCH + timedelta(microseconds=microseconds_since_1970)


def price(ten_thousandths: int) -> Decimal:
    """Return the price in rupees."""
    return Decimal(ten_thousandths).scaleb(-4)


def _decimal_of(value: Any, *, name: str) -> Decimal:
    # repr of a float is the shortest text that means it: 1319.9 and not its binary tail.
    text = value if isinstance(value, str) else "" if value is None else repr(value) if isinstance(value, float) else str(value)
    text = text.strip()
    if not text or text == "-":
        raise BadRow(f"{name} is missing")
    if len(text) > DIGITS_MAX or "_" in text:
        raise BadRow(f"{name} is not a number")
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise BadRow(f"{name} is not a number") from error
    if not number.is_finite():
        raise BadRow(f"{name} is not a finite number")
    if abs(number.adjusted()) > DIGITS_MAX and number:
        raise BadRow(f"{name} is too large" if number.adjusted() > 0 else f"{name} is not above zero")
    return number


def _as_list(content: object) -> list[object]:
    return list(content) if isinstance(content, list | tuple) else [content]

"""Rupees and prices as Decimal: rounding and the one way in which figures are written (lakh grouping, U+2212 for minus)."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal

PAISE = Decimal("0.01")
RUPEE = Decimal(1)
SMALLEST_UNIT = Decimal("0.0001")
ZERO = Decimal(0)
MINUS = "−"


def round_to_paise(amount: Decimal) -> Decimal:
    """Round half up to 0.01 rupee, as contract notes do."""
    return amount.quantize(PAISE, ROUND_HALF_UP)


def round_to_rupee(amount: Decimal) -> Decimal:
    """Round half up to a whole rupee, as STT and stamp duty are on the contract note."""
    return amount.quantize(RUPEE, ROUND_HALF_UP)


def round_to_smallest_unit(amount: Decimal) -> Decimal:
    """Round half up to 1/10,000 rupee, the finest amount that the database keeps."""
    return amount.quantize(SMALLEST_UNIT, ROUND_HALF_UP)


def round_price_down_to_tick(price: Decimal, tick_size: Decimal) -> Decimal:
    """Return the highest multiple of the tick that is not above the price (what a buyer may pay)."""
    return (price / tick_size).to_integral_value(ROUND_FLOOR) * tick_size


def round_price_up_to_tick(price: Decimal, tick_size: Decimal) -> Decimal:
    """Return the lowest multiple of the tick that is not below the price (what a seller may ask)."""
    return (price / tick_size).to_integral_value(ROUND_CEILING) * tick_size


def group_in_lakhs(digits: str) -> str:
    """Write 12345678 as 1,23,45,678."""
    if len(digits) <= 3:
        return digits
    head, tail = digits[:-3], digits[-3:]
    pairs = []
    while head:
        pairs.append(head[-2:])
        head = head[:-2]
    return ",".join([*reversed(pairs), tail])


def format_number(value: Decimal | int, *, places: int = 2, signed: bool = False) -> str:
    """Write a figure with lakh grouping: 1,23,456.70; with ``signed`` a gain carries + and a loss U+2212."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, fraction = f"{abs(rounded):f}".partition(".")
    text = group_in_lakhs(whole) + (f".{fraction}" if fraction else "")
    if rounded < 0:
        return MINUS + text
    return f"+{text}" if signed and rounded > 0 else text


def format_rupees(amount: Decimal, *, places: int = 2, signed: bool = False) -> str:
    """Write ₹1,23,456.70, −₹12.00, or with ``signed`` +₹12.00."""
    text = format_number(amount, places=places, signed=signed)
    sign = text[0] if text[0] in f"+{MINUS}" else ""
    return f"{sign}₹{text.removeprefix(sign)}"


def format_compact_rupees(amount: Decimal) -> str:
    """Write ₹3.46 L or ₹1.23 Cr for axis labels and tiles; below one lakh the whole rupees."""
    size = abs(amount)
    for limit, unit in ((Decimal(10_000_000), "Cr"), (Decimal(100_000), "L")):
        if size >= limit:
            sign = MINUS if amount < 0 else ""
            return f"{sign}₹{(size / limit).quantize(PAISE, ROUND_HALF_UP):f} {unit}"
    return format_rupees(amount.quantize(RUPEE, ROUND_DOWN), places=0)

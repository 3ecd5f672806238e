"""A limit price must lie within the day's circuit limits; the exchange rejects any other."""

from __future__ import annotations

from stocksteward.core.money import ZERO, format_rupees
from trading.domain.price_bands import band_of
from trading.enums import DenialCode, OrderType
from trading.risk.context import RiskContext
from trading.risk.finding import PASSED, Finding, denied


def check(context: RiskContext) -> Finding:
    """Compare the limit price with the band around the previous close; a market order names no price that could be outside."""
    if context.terms.order_type == OrderType.MARKET:
        return PASSED
    price, instrument = context.terms.limit_price, context.instrument
    previous_close = context.quote.previous_close if context.quote is not None else None
    if price is None:
        return denied(DenialCode.PRICE_BAND, "A limit order without a limit price cannot be compared with the day's band.")
    if previous_close is None or previous_close <= ZERO or instrument.tick_size <= ZERO:
        return denied(DenialCode.PRICE_BAND, f"The day's price band of {instrument.symbol} is not known at the moment.", actual=price)
    last = context.quote.last if context.quote is not None else None
    band = band_of(previous_close=previous_close, band_percent=instrument.band_percent, tick_size=instrument.tick_size, last=last)
    if band.contains(price):
        return PASSED
    end, word = (band.lower, "below the lower") if price < band.lower else (band.upper, "above the upper")
    message = f"The limit price of {format_rupees(price)} is {word} circuit limit of {instrument.symbol}, {format_rupees(end)}."
    return denied(DenialCode.PRICE_BAND, message, limit=end, actual=price)

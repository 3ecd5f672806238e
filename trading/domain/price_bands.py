"""The lowest and the highest price that the exchange takes today."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from stocksteward.core.money import ZERO, round_price_down_to_tick, round_price_up_to_tick

# Shares with derivatives have no fixed band: theirs begins at 10 % and is widened by 5 points when the price comes within 0.1 of it.
DYNAMIC_BAND_PERCENT = Decimal(10)
DYNAMIC_STEP_PERCENT = Decimal(5)
DYNAMIC_MARGIN_PERCENT = Decimal("0.1")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class PriceBand:
    """Both ends belong to the band."""

    lower: Decimal
    upper: Decimal

    def contains(self, price: Decimal) -> bool:
        """Say whether the exchange would take the price."""
        return self.lower <= price <= self.upper


def band_of(*, previous_close: Decimal, band_percent: Decimal | None, tick_size: Decimal, last: Decimal | None) -> PriceBand:
    """Return today's band around the previous close, its ends on whole ticks inside it; ``band_percent`` None is the dynamic band.

    :raises ValueError: if the previous close or the tick are not above zero.
    """
    if previous_close <= ZERO or tick_size <= ZERO:
        raise ValueError("a band needs a previous close and a tick above zero")
    percent = _dynamic_percent(previous_close=previous_close, last=last) if band_percent is None else band_percent
    reach = previous_close * percent / _HUNDRED
    lower = round_price_up_to_tick(max(previous_close - reach, tick_size), tick_size)
    return PriceBand(lower=lower, upper=round_price_down_to_tick(previous_close + reach, tick_size))


def _dynamic_percent(*, previous_close: Decimal, last: Decimal | None) -> Decimal:
    if last is None:
        return DYNAMIC_BAND_PERCENT
    moved = abs(last - previous_close) / previous_close * _HUNDRED
    beyond = moved - (DYNAMIC_BAND_PERCENT - DYNAMIC_MARGIN_PERCENT)
    if beyond < ZERO:
        return DYNAMIC_BAND_PERCENT
    return DYNAMIC_BAND_PERCENT + (beyond // DYNAMIC_STEP_PERCENT + 1) * DYNAMIC_STEP_PERCENT

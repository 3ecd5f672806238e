"""What a person, a strategy or an agent wants to trade, and the exchange's rules for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from stocksteward.core.money import ZERO
from trading.enums import OrderType, Product, Side, Validity

if TYPE_CHECKING:
    from market.domain.instruments import InstrumentFacts

QUANTITY_MAX = 10_000_000  # shares in one order, where the exchange names no freeze quantity
PRICE_INR_MAX = Decimal(10_000_000)


@dataclass(frozen=True, slots=True)
class OrderTerms:
    """One wish: side, quantity in shares, type, limit price in rupees."""

    instrument_id: int
    side: Side
    quantity: int
    order_type: OrderType
    limit_price: Decimal | None = None
    product: Product = Product.CNC
    validity: Validity = Validity.DAY
    symbol: str = ""  # for messages only

    def fingerprint(self, *, portfolio_id: int) -> str:
        """Return a hash of everything that makes this wish this wish, so that a changed one is not taken for it."""
        limit = "" if self.limit_price is None else f"{self.limit_price.normalize():f}"
        parts = (
            str(portfolio_id),
            str(self.instrument_id),
            str(self.side),
            str(self.quantity),
            str(self.order_type),
            limit,
            str(self.product),
            str(self.validity),
        )
        return hashlib.sha256("|".join(parts).encode()).hexdigest()


def is_on_tick(*, price: Decimal, tick_size: Decimal) -> bool:
    """Say whether the price is a whole number of ticks."""
    return tick_size > ZERO and price % tick_size == ZERO


def check_terms(terms: OrderTerms, instrument: InstrumentFacts) -> list[tuple[str, str]]:
    """Return what is wrong, as (field, sentence); an empty list when nothing is."""
    return [*_quantity_defects(terms, instrument), *_price_defects(terms, instrument)]


def _quantity_defects(terms: OrderTerms, instrument: InstrumentFacts) -> list[tuple[str, str]]:
    quantity_max = instrument.freeze_quantity or QUANTITY_MAX
    defects = []
    if not instrument.is_tradable:
        defects.append(("symbol", f"{instrument.symbol} cannot be traded."))
    if terms.quantity <= 0:
        defects.append(("quantity", "The quantity must be a whole number above zero."))
    elif terms.quantity > quantity_max:
        defects.append(("quantity", f"At most {quantity_max} shares in one order."))
    elif instrument.lot_size > 1 and terms.quantity % instrument.lot_size:
        defects.append(("quantity", f"The quantity must be a multiple of the lot of {instrument.lot_size}."))
    return defects


def _price_defects(terms: OrderTerms, instrument: InstrumentFacts) -> list[tuple[str, str]]:
    price = terms.limit_price
    if terms.order_type == OrderType.MARKET:
        return [] if price is None else [("limit_price", "A MARKET order has no limit price.")]
    if price is None:
        return [("limit_price", "A LIMIT order needs a limit price.")]
    if not price.is_finite() or price <= ZERO:
        return [("limit_price", "The limit price must be above zero.")]
    if price > PRICE_INR_MAX:
        return [("limit_price", f"The limit price is at most {PRICE_INR_MAX}.")]
    if not is_on_tick(price=price, tick_size=instrument.tick_size):
        return [("limit_price", f"The limit price must be a multiple of the tick of {instrument.tick_size.normalize():f}.")]
    return []

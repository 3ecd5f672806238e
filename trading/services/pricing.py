"""What an order will cost at most: the side price, the protection of a market order, the charges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from market.enums import InstrumentKind
from stocksteward.core.money import ZERO, round_price_down_to_tick, round_price_up_to_tick
from trading.domain.charges import Charges, estimate_charges
from trading.domain.paper_exchange import side_price
from trading.domain.price_bands import band_of
from trading.enums import OrderType, Side
from trading.risk.context import Estimate

if TYPE_CHECKING:
    from market.domain.instruments import InstrumentFacts
    from market.domain.quotes import QuoteFacts
    from trading.domain.order_terms import OrderTerms

PROTECTION = Decimal("0.02")  # how far from the price shown a market order may be filled
UNKNOWN = Estimate(price=None, value=None, charges=None, required_cash=None)


@dataclass(frozen=True, slots=True)
class Guard:
    """A tighter protection than the usual one, from an approval: the price that was approved and how far it may drift."""

    reference_price: Decimal
    drift_basis_points_max: int


def price_bound(*, terms: OrderTerms, instrument: InstrumentFacts, quote: QuoteFacts | None, guard: Guard | None = None) -> Decimal | None:
    """Return the price beyond which the order must not be filled, on a whole tick; None when no price is known."""
    if terms.order_type == OrderType.LIMIT:
        return terms.limit_price
    if quote is None or quote.last is None:
        return None
    now = side_price(side=terms.side, price=quote.last, bid=quote.bid, ask=quote.ask)
    is_buy = terms.side == Side.BUY
    bound = now * (1 + PROTECTION if is_buy else 1 - PROTECTION)
    bound = round_price_up_to_tick(bound, instrument.tick_size) if is_buy else round_price_down_to_tick(bound, instrument.tick_size)
    if quote.previous_close is not None and quote.previous_close > ZERO:
        band = band_of(
            previous_close=quote.previous_close, band_percent=instrument.band_percent, tick_size=instrument.tick_size, last=quote.last
        )
        bound = min(bound, band.upper) if is_buy else max(bound, band.lower)
    if guard is not None:
        reach = guard.reference_price * guard.drift_basis_points_max / 10_000
        # Away from the trader the drift ends at the guard, but the spread at this moment is not drift.
        far = max(guard.reference_price + reach, now) if is_buy else min(guard.reference_price - reach, now)
        far = round_price_up_to_tick(far, instrument.tick_size) if is_buy else round_price_down_to_tick(far, instrument.tick_size)
        bound = min(bound, far) if is_buy else max(bound, far)
    return max(bound, instrument.tick_size)


def estimate(*, terms: OrderTerms, instrument: InstrumentFacts, quote: QuoteFacts | None, on: date) -> Estimate:
    """Return what the order costs at the price shown, and the cash that a buy sets aside for the worst fill it allows."""
    bound = price_bound(terms=terms, instrument=instrument, quote=quote)
    if bound is None:
        return UNKNOWN
    price = terms.limit_price
    if price is None and quote is not None and quote.last is not None:
        price = side_price(side=terms.side, price=quote.last, bid=quote.bid, ask=quote.ask)
    if price is None:
        return UNKNOWN
    charges = _charges(terms=terms, instrument=instrument, quantity=terms.quantity, price=price, on=on)
    required = cash_to_hold(terms=terms, instrument=instrument, bound=bound, on=on)
    return Estimate(price=price, value=price * terms.quantity, charges=charges, required_cash=required)


def cash_to_hold(*, terms: OrderTerms, instrument: InstrumentFacts, bound: Decimal, on: date) -> Decimal:
    """Return the rupees that cover a buy filled at its bound, charges included.

    A sale brings cash; only where its first share may cost more in charges than it brings, that much has to be there.
    """
    if terms.side == Side.SELL:
        first = _charges(terms=terms, instrument=instrument, quantity=1, price=bound, on=on)
        return max(first.total - bound, ZERO)
    worst = _charges(terms=terms, instrument=instrument, quantity=terms.quantity, price=bound, on=on)
    return bound * terms.quantity + worst.total


def _charges(*, terms: OrderTerms, instrument: InstrumentFacts, quantity: int, price: Decimal, on: date) -> Charges:
    """Return what a fill at one price costs, by the kind of the instrument as the fill itself will be charged."""
    return estimate_charges(
        side=terms.side,
        product=terms.product,
        quantity=quantity,
        price=price,
        exchange=instrument.exchange,
        on=on,
        is_etf=instrument.kind == InstrumentKind.ETF,
    )

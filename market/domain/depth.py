"""Five levels around the last price, for when no exchange sends the real book; always marked as derived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from market.domain.quotes import QuoteFacts, text
from market.enums import QuoteStatus

LEVELS = 5
# A level holds a small share of the day's volume, more of it further away from the price.
_VOLUME_SHARE = 40_000


@dataclass(frozen=True, slots=True)
class DepthLevel:
    """One price of the book; the quantity in shares is None where no volume is known."""

    price: Decimal
    quantity: int | None


@dataclass(frozen=True, slots=True)
class Depth:
    """Bids from the highest down, asks from the lowest up; both empty when there is no price."""

    symbol: str
    bids: tuple[DepthLevel, ...]
    asks: tuple[DepthLevel, ...]
    is_derived: bool
    source: str
    status: QuoteStatus
    as_of: datetime | None
    sequence: int


def derive_depth(*, quote: QuoteFacts, tick_size: Decimal) -> Depth:
    """Return a ladder of whole ticks around the quote."""
    if quote.last is None or quote.status is QuoteStatus.UNAVAILABLE:
        return _depth(quote, bids=(), asks=())
    bid = quote.bid if quote.bid is not None else quote.last - tick_size
    ask = quote.ask if quote.ask is not None else quote.last + tick_size
    unit = None if quote.volume is None else max(quote.volume // _VOLUME_SHARE, 1)
    quantities = [None if unit is None else unit * (step + 1) for step in range(LEVELS)]
    bids = tuple(DepthLevel(bid - step * tick_size, quantities[step]) for step in range(LEVELS) if bid - step * tick_size > 0)
    asks = tuple(DepthLevel(ask + step * tick_size, quantities[step]) for step in range(LEVELS))
    return _depth(quote, bids=bids, asks=asks)


def _depth(quote: QuoteFacts, *, bids: tuple[DepthLevel, ...], asks: tuple[DepthLevel, ...]) -> Depth:
    return Depth(
        symbol=quote.symbol,
        bids=bids,
        asks=asks,
        is_derived=True,
        source=quote.source,
        status=quote.status,
        as_of=quote.as_of,
        sequence=quote.sequence,
    )


def depth_as_json(depth: Depth) -> dict[str, Any]:
    """Return the depth as API and topics send it."""
    return {
        "symbol": depth.symbol,
        "bids": [{"price": text(level.price), "quantity": level.quantity} for level in depth.bids],
        "asks": [{"price": text(level.price), "quantity": level.quantity} for level in depth.asks],
        "derived": depth.is_derived,
        "source": depth.source,
        "status": depth.status.value,
        "as_of": depth.as_of.isoformat() if depth.as_of else None,
        "sequence": depth.sequence,
    }

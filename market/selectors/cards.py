"""The tickers beside the shares: indices, currencies, metals, commodities."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from market.domain.quotes import QuoteFacts
from market.enums import InstrumentKind
from market.selectors.quotes import quotes_of_kinds

CARD_KINDS = (InstrumentKind.INDEX, InstrumentKind.CURRENCY, InstrumentKind.METAL, InstrumentKind.COMMODITY)


def get_cards(*, kinds: Iterable[InstrumentKind] = CARD_KINDS, at: datetime) -> tuple[QuoteFacts, ...]:
    """Return a quote (with its name) for every instrument of these kinds, in the order of the kinds; unknown prices are UNAVAILABLE."""
    order = list(kinds)
    quotes = quotes_of_kinds(kinds=order, at=at)
    return tuple(sorted(quotes, key=lambda quote: order.index(quote.kind) if quote.kind in order else len(order)))

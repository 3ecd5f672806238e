"""What the rest of the desk knows of an instrument."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from market.enums import InstrumentKind

NSE = "NSE"
REFERENCE = "REF"  # currencies, metals and commodities: shown, never traded here
TRADABLE_KINDS = frozenset({InstrumentKind.EQUITY, InstrumentKind.ETF})


@dataclass(frozen=True, slots=True)
class InstrumentFacts:
    """One instrument: prices in rupees, ``band_percent`` of the previous close (None: no fixed band), quantities in shares."""

    id: int
    isin: str
    exchange: str
    symbol: str
    name: str
    kind: InstrumentKind
    sector: str
    tick_size: Decimal
    lot_size: int
    band_percent: Decimal | None
    has_closing_auction: bool
    freeze_quantity: int | None
    is_tradable: bool


# The exchange's table of 2025-04-15, by the close of the month before: (price below, tick). ETFs keep one paisa.
_TICKS = (
    (Decimal(250), Decimal("0.01")),
    (Decimal(1_000), Decimal("0.05")),
    (Decimal(5_000), Decimal("0.10")),
    (Decimal(10_000), Decimal("0.50")),
    (Decimal(20_000), Decimal(1)),
)


def tick_size_at(*, price: Decimal, kind: InstrumentKind) -> Decimal:
    """Return NSE's tick size for a price, where no instrument master says it."""
    if kind is InstrumentKind.ETF:
        return Decimal("0.01")
    return next((tick for limit, tick in _TICKS if price < limit), Decimal(5))


def symbol_in_topics(symbol: str) -> str:
    """Return the symbol as topics and addresses spell it: NIFTY_50 for NIFTY 50."""
    return symbol.replace(" ", "_")


def symbol_from_topic(text: str) -> str:
    """Return the symbol that a topic or address means; no symbol of the exchange has an underscore."""
    return text.replace("_", " ").strip().upper()

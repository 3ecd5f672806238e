"""Instruments for tests of providers, without a database."""

from __future__ import annotations

from decimal import Decimal

from market.domain.instruments import InstrumentFacts
from market.enums import InstrumentKind


def an_instrument(symbol="RELIANCE", *, number=1, kind=InstrumentKind.EQUITY, exchange="NSE") -> InstrumentFacts:
    """Return an instrument of this symbol."""
    return InstrumentFacts(
        id=number,
        isin="INE002A01018",
        exchange=exchange,
        symbol=symbol,
        name=symbol.title(),
        kind=kind,
        sector="",
        tick_size=Decimal("0.05"),
        lot_size=1,
        band_percent=None,
        has_closing_auction=False,
        freeze_quantity=None,
        is_tradable=kind in {InstrumentKind.EQUITY, InstrumentKind.ETF},
    )

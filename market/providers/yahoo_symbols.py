"""What Yahoo calls the instruments of the desk."""

from __future__ import annotations

from decimal import Decimal

from market.domain.instruments import NSE, InstrumentFacts
from market.enums import InstrumentKind

_SHOWN = {
    "NIFTY 50": "^NSEI",
    "NIFTY BANK": "^NSEBANK",
    "USDINR": "INR=X",
    "GOLD": "GC=F",
    "SILVER": "SI=F",
    "PLATINUM": "PL=F",
    "COPPER": "HG=F",
    "CRUDEOIL": "CL=F",
    "BRENT": "BZ=F",
    "NATURALGAS": "NG=F",
}
# The desk quotes 100 yen, as the exchange does; Yahoo quotes one.
_UNITS = {"JPYINR": Decimal(100)}


def yahoo_symbol(instrument: InstrumentFacts) -> str | None:
    """Return RELIANCE.NS for a share, ^NSEI for NIFTY 50, INR=X for the dollar; None for what Yahoo does not have."""
    if instrument.symbol in _SHOWN:
        return _SHOWN[instrument.symbol]
    if instrument.kind is InstrumentKind.CURRENCY:
        return f"{instrument.symbol}=X"
    if instrument.exchange == NSE and instrument.kind in {InstrumentKind.EQUITY, InstrumentKind.ETF}:
        return f"{instrument.symbol}.NS"
    return None


def yahoo_unit(instrument: InstrumentFacts) -> Decimal:
    """Return by what Yahoo's price is multiplied to be the desk's."""
    return _UNITS.get(instrument.symbol, Decimal(1))

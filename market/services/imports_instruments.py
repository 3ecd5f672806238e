"""Instruments that a bhavcopy knows and the desk does not yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from market.domain.instruments import NSE, TRADABLE_KINDS, tick_size_at
from market.enums import InstrumentKind
from market.models import known_instruments
from market.models.instrument import Instrument

_FUND_ISIN = "INF"  # mutual funds and exchange traded funds; shares of companies are INE
_FUND_ENDINGS = ("BEES", "ETF")


@dataclass(frozen=True, slots=True)
class Listing:
    """A line of the exchange's file: ``isin`` and ``name`` are empty where the file has none, ``close`` is in rupees."""

    symbol: str
    isin: str
    name: str
    close: Decimal


@transaction.atomic
def ensure_instruments(listings: Iterable[Listing], *, exchange: str = NSE) -> int:
    """Add the instruments that are missing, and the ISIN where it was; return how many were added.

    Without ISIN an instrument is shown but not traded, until a file that has it is imported. One whose ISIN another symbol holds
    (it was renamed) stays without.
    """
    wanted = {listing.symbol: listing for listing in listings}
    known = {row.symbol: row for row in Instrument.objects.filter(exchange=exchange, symbol__in=wanted)}
    isins = {listing.isin for listing in wanted.values() if listing.isin}
    taken = set(Instrument.objects.filter(exchange=exchange, isin__in=isins).values_list("isin", flat=True))
    fresh = []
    for symbol, listing in wanted.items():
        isin = "" if listing.isin in taken else listing.isin
        if symbol not in known:
            fresh.append(_instrument(listing, isin=isin, exchange=exchange))
        elif isin and not known[symbol].isin:
            Instrument.objects.filter(pk=known[symbol].pk, isin="").update(isin=isin, is_tradable=known[symbol].kind in TRADABLE_KINDS)
        else:
            continue
        taken.add(isin)
    known_instruments.forget_now_and_after_commit()
    # Another import may add the same ones at this moment.
    before = Instrument.objects.filter(exchange=exchange).count()
    Instrument.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
    return Instrument.objects.filter(exchange=exchange).count() - before


def _instrument(listing: Listing, *, isin: str, exchange: str) -> Instrument:
    is_fund = listing.isin.startswith(_FUND_ISIN) or (not listing.isin and listing.symbol.endswith(_FUND_ENDINGS))
    kind = InstrumentKind.ETF if is_fund else InstrumentKind.EQUITY
    return Instrument(
        exchange=exchange,
        symbol=listing.symbol,
        isin=isin,
        name=(listing.name or listing.symbol)[:120],
        kind=kind,
        tick_size=tick_size_at(price=listing.close, kind=kind),
        lot_size=1,
        is_tradable=bool(isin),
    )

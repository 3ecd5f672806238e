"""Quotes and ticks: what is known of a price now, how it may be trusted, and what a feed hands over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from market.enums import InstrumentKind, QuoteStatus

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class QuoteFacts:
    """The latest known price of an instrument; what is not known is None, never invented.

    ``as_of`` is the market's time of the price, ``received_at`` the desk's. ``volume`` is the day's total in shares.
    """

    instrument_id: int
    exchange: str
    symbol: str
    last: Decimal | None
    bid: Decimal | None
    ask: Decimal | None
    open: Decimal | None
    high: Decimal | None
    low: Decimal | None
    previous_close: Decimal | None
    volume: int | None
    as_of: datetime | None
    received_at: datetime | None
    source: str
    status: QuoteStatus
    sequence: int
    name: str = ""
    kind: InstrumentKind | None = None

    @property
    def mid(self) -> Decimal | None:
        """The middle of bid and ask, else the last price."""
        if self.bid is not None and self.ask is not None:
            return (self.bid + self.ask) / 2
        return self.last

    @property
    def change(self) -> Decimal | None:
        """Rupees since the previous close."""
        if self.last is None or self.previous_close is None:
            return None
        return self.last - self.previous_close

    @property
    def change_percent(self) -> Decimal | None:
        """Percent since the previous close, to two places."""
        if self.change is None or not self.previous_close:
            return None
        return (self.change * 100 / self.previous_close).quantize(_HUNDREDTH, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Tick:
    """One price that traded. ``quantity`` is what traded since the instrument's previous tick; None if unknown."""

    instrument_id: int
    price: Decimal
    quantity: int | None
    bid: Decimal | None
    ask: Decimal | None
    at: datetime
    sequence: int


@dataclass(frozen=True, slots=True)
class TickBatch:
    """Everything that traded since the batch before, in the order of time; ``market_time`` is how far the market's clock has come."""

    market_time: datetime
    ticks: tuple[Tick, ...]
    source: str


@dataclass(frozen=True, slots=True)
class QuoteUpdate:
    """What a feed knows of one instrument at a flush; the publisher adds status and the time of receipt."""

    instrument_id: int
    last: Decimal
    bid: Decimal | None
    ask: Decimal | None
    open: Decimal | None
    high: Decimal | None
    low: Decimal | None
    previous_close: Decimal | None
    volume: int | None
    as_of: datetime
    sequence: int
    source: str = ""  # where it differs from instrument to instrument; else the feed's


@dataclass(frozen=True, slots=True)
class LiveQuote:
    """What a provider has answered for one instrument; ``source`` names the provider."""

    instrument_id: int
    last: Decimal
    bid: Decimal | None
    ask: Decimal | None
    open: Decimal | None
    high: Decimal | None
    low: Decimal | None
    previous_close: Decimal | None
    volume: int | None
    as_of: datetime
    source: str


def status_of(
    *,
    as_of: datetime | None,
    received_at: datetime | None,
    market_time: datetime,
    at: datetime,
    age_seconds_max: int,
    is_session_open: bool,
) -> QuoteStatus:
    """Say how far a quote may be trusted.

    LIVE: the session is open, the price is young by the market's clock, and the desk has heard from the feed lately by its own. A price
    from the future of the market's clock (a replay that began again) is not young either.
    """
    if as_of is None or received_at is None:
        return QuoteStatus.UNAVAILABLE
    is_young = abs((market_time - as_of).total_seconds()) <= age_seconds_max and (at - received_at).total_seconds() <= age_seconds_max
    return QuoteStatus.LIVE if is_session_open and is_young else QuoteStatus.STALE


def unavailable(
    *, instrument_id: int, exchange: str = "", symbol: str = "", name: str = "", kind: InstrumentKind | None = None
) -> QuoteFacts:
    """Return the quote of an instrument of which no price is known."""
    return QuoteFacts(
        instrument_id=instrument_id,
        exchange=exchange,
        symbol=symbol,
        last=None,
        bid=None,
        ask=None,
        open=None,
        high=None,
        low=None,
        previous_close=None,
        volume=None,
        as_of=None,
        received_at=None,
        source="",
        status=QuoteStatus.UNAVAILABLE,
        sequence=0,
        name=name,
        kind=kind,
    )


def quote_as_json(quote: QuoteFacts) -> dict[str, Any]:
    """Return the quote as API and topics send it: decimals as strings, times in ISO 8601, unknown as null."""
    return {
        "symbol": quote.symbol,
        "exchange": quote.exchange,
        "name": quote.name,
        "kind": quote.kind.value if quote.kind else "",
        "last": text(quote.last),
        "bid": text(quote.bid),
        "ask": text(quote.ask),
        "open": text(quote.open),
        "high": text(quote.high),
        "low": text(quote.low),
        "previous_close": text(quote.previous_close),
        "change": text(quote.change),
        "change_percent": text(quote.change_percent),
        "volume": quote.volume,
        "as_of": quote.as_of.isoformat() if quote.as_of else None,
        "received_at": quote.received_at.isoformat() if quote.received_at else None,
        "source": quote.source,
        "status": quote.status.value,
        "sequence": quote.sequence,
    }


def text(value: Decimal | None) -> str | None:
    """Return a price as text with at least two places; None stays None."""
    if value is None:
        return None
    whole, _, places = f"{value:f}".partition(".")
    return f"{whole}.{places.rstrip('0').ljust(2, '0')}"

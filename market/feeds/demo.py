"""The demo market: the simulated exchange, one tick of each instrument a turn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from market.domain.instruments import InstrumentFacts
from market.domain.quotes import QuoteUpdate, Tick, TickBatch
from market.domain.simulated_exchange import SOURCE, SimulatedExchange, SimulatedQuote, listing_of
from market.feeds.base import Advance


class DemoFeed:
    """Open all the time. What it says depends on the seed and the moment alone, so a restart goes on where it would have been."""

    source = SOURCE

    def __init__(self, *, seed: int, instruments: Sequence[InstrumentFacts], interval_seconds: float, sequence: int = 0) -> None:
        self.interval_seconds = interval_seconds
        self._instruments = tuple(instruments)
        self._exchange = SimulatedExchange(
            seed=seed,
            listings=[listing_of(symbol=found.symbol, kind=found.kind, tick_size=found.tick_size) for found in self._instruments],
        )
        self._sequence = sequence
        self._volumes: dict[int, int] = {}

    def advance(self, *, at: datetime) -> Advance:
        """Return a tick and a quote of every instrument."""
        ticks, quotes = [], []
        for instrument, quote in zip(self._instruments, self._exchange.quotes(at=at), strict=True):
            self._sequence += 1
            ticks.append(self._tick(instrument.id, quote, at))
            quotes.append(
                QuoteUpdate(
                    instrument_id=instrument.id,
                    last=quote.last,
                    bid=quote.bid,
                    ask=quote.ask,
                    open=quote.open,
                    high=quote.high,
                    low=quote.low,
                    previous_close=quote.previous_close,
                    volume=quote.volume,
                    as_of=at,
                    sequence=self._sequence,
                )
            )
        return Advance(batch=TickBatch(market_time=at, ticks=tuple(ticks), source=self.source), quotes=tuple(quotes))

    def _tick(self, instrument_id: int, quote: SimulatedQuote, at: datetime) -> Tick:
        quantity = None
        if quote.volume is not None:
            before = self._volumes.get(instrument_id)
            self._volumes[instrument_id] = quote.volume
            # The first turn knows no earlier total; at midnight the total begins again.
            quantity = None if before is None else quote.volume - before if quote.volume >= before else quote.volume
        return Tick(
            instrument_id=instrument_id,
            price=quote.last,
            quantity=quantity,
            bid=quote.bid,
            ask=quote.ask,
            at=at,
            sequence=self._sequence,
        )

"""The replay market: a recorded day played through the same path as every other feed, at its own or a faster pace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from market.domain.bars import RecordedTick
from market.domain.quotes import QuoteUpdate, Tick, TickBatch
from market.feeds.base import Advance
from market.feeds.recorded_day import RecordedDay

FLUSH_SECONDS = 0.25


@dataclass(slots=True)
class _Running:
    """What the day has shown of one instrument so far."""

    last: Decimal
    open: Decimal
    high: Decimal
    low: Decimal
    volume: int | None
    as_of: datetime
    sequence: int

    def see(self, tick: RecordedTick, *, sequence: int) -> None:
        self.last, self.as_of, self.sequence = tick.price, tick.at, sequence
        self.high, self.low = max(self.high, tick.price), min(self.low, tick.price)
        if tick.total is not None:
            # A late packet brings an older total: the day's volume never falls.
            self.volume = max(self.volume or 0, tick.total)
        elif tick.quantity is not None:
            self.volume = (self.volume or 0) + tick.quantity


class ReplayFeed:
    """Plays the ticks between two moments of a day. All ticks of a turn are handed over in time order; a quote carries the latest.

    Recorded ticks have no bid and ask, so neither do the quotes. At the end the market's clock stands still.
    """

    interval_seconds = FLUSH_SECONDS

    def __init__(
        self,
        *,
        day: RecordedDay,
        source: str,
        speed: Decimal,
        begins_at: datetime,
        ends_at: datetime,
        previous_closes: Mapping[int, Decimal],
        sequence: int = 0,
    ) -> None:
        self.source = source
        self._day = day
        self._speed = float(speed)
        self._begins_at = begins_at
        self._ends_at = ends_at
        self._previous_closes = previous_closes
        self._sequence = sequence
        self._wall_began: datetime | None = None
        self._position = 0
        self._running: dict[int, _Running] = {}

    def resume_after(self, moment: datetime) -> None:
        """Take everything up to a moment as handed over before, and go on from there."""
        self._begins_at = min(max(moment, self._begins_at), self._ends_at)
        self._position = self._day.position_after(moment)
        for instrument, tick in self._day.ticks(0, self._position):
            self._see(instrument, tick)

    def advance(self, *, at: datetime) -> Advance:
        """Return every tick between the turn before and now."""
        if self._wall_began is None:
            self._wall_began = at
        market_time = min(self._begins_at + (at - self._wall_began) * self._speed, self._ends_at)
        market_time = max(market_time, self._begins_at)
        beyond = self._day.position_after(market_time)
        ticks = tuple(self._tick(*row) for row in self._day.ticks(self._position, beyond))
        self._position = max(self._position, beyond)
        is_finished = market_time >= self._ends_at
        return Advance(
            batch=TickBatch(market_time=market_time, ticks=ticks, source=self.source),
            quotes=tuple(self._quote(instrument, running) for instrument, running in self._running.items()),
            is_finished=is_finished,
            detail=self._detail(is_finished=is_finished),
        )

    def _detail(self, *, is_finished: bool) -> str:
        if not len(self._day):
            return "Nothing is recorded of this day: import ticks or minute bars first."
        return "The recorded day is over." if is_finished else f"{len(self._day):,} recorded ticks."

    def _see(self, instrument: int, tick: RecordedTick) -> None:
        self._sequence += 1
        running = self._running.get(instrument)
        if running is None:
            running = self._running[instrument] = _Running(
                last=tick.price, open=tick.price, high=tick.price, low=tick.price, volume=None, as_of=tick.at, sequence=self._sequence
            )
        running.see(tick, sequence=self._sequence)

    def _tick(self, instrument: int, tick: RecordedTick) -> Tick:
        self._see(instrument, tick)
        return Tick(
            instrument_id=instrument, price=tick.price, quantity=tick.quantity, bid=None, ask=None, at=tick.at, sequence=self._sequence
        )

    def _quote(self, instrument: int, running: _Running) -> QuoteUpdate:
        return QuoteUpdate(
            instrument_id=instrument,
            last=running.last,
            bid=None,
            ask=None,
            open=running.open,
            high=running.high,
            low=running.low,
            previous_close=self._previous_closes.get(instrument),
            volume=running.volume,
            as_of=running.as_of,
            sequence=running.sequence,
        )

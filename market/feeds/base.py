"""What every feed hands over, and the loop that drives one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from market.domain.quotes import QuoteUpdate, TickBatch


@dataclass(frozen=True, slots=True)
class Advance:
    """How far a feed has come: every tick since the advance before, and the latest of each instrument."""

    batch: TickBatch
    quotes: tuple[QuoteUpdate, ...]
    is_finished: bool = False
    detail: str = ""


class Feed(Protocol):
    """A market that moves. ``source`` is written on each quote, ``interval_seconds`` is the pause between two advances."""

    @property
    def source(self) -> str: ...

    @property
    def interval_seconds(self) -> float: ...

    def advance(self, *, at: datetime) -> Advance:
        """Move on to a moment of the wall clock."""
        ...


class FeedLoop:
    """Advances a feed at its pace and publishes what it hands over, until told to stop. A late turn is not made up for."""

    def __init__(
        self, *, feed: Feed, publish: Callable[[Advance, datetime], None], now: Callable[[], datetime], stop: threading.Event
    ) -> None:
        self._feed = feed
        self._publish = publish
        self._now = now
        self._stop = stop

    def run(self) -> None:
        """Run until stopped; whatever advance or publish raises ends the loop and is the caller's."""
        while not self._stop.is_set():
            began = time.monotonic()
            self.turn()
            spent = time.monotonic() - began
            self._stop.wait(max(self._feed.interval_seconds - spent, 0.01))

    def turn(self) -> None:
        """Advance and publish once."""
        at = self._now()
        self._publish(self._feed.advance(at=at), at)

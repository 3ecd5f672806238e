"""The live market: the chain of providers, asked at a polite pace; more rarely while nothing moves."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from market.domain.quotes import LiveQuote, QuoteUpdate, Tick, TickBatch
from market.feeds.base import Advance

TURN_SECONDS = 1.0
POLL_SECONDS_WHILE_CLOSED = 300
SOURCE = "live"

Answer = tuple[Sequence[LiveQuote], str]
Ask = Callable[[datetime], Answer]

logger = logging.getLogger(__name__)


class LiveFeed:
    """Asks again and again; what no provider knows stays as it was and grows stale by its age.

    A round of slow providers takes up to a minute, so it is asked in a thread of its own while the feed goes on saying that it is alive;
    with ``is_patient`` the turn itself waits for the answer.
    """

    interval_seconds = TURN_SECONDS
    source = SOURCE

    def __init__(
        self,
        *,
        ask: Ask,
        is_moving: Callable[[datetime], bool],
        poll_seconds: int,
        sequence: int = 0,
        is_patient: bool = False,
    ) -> None:
        self._ask = ask
        self._is_moving = is_moving
        self._poll_seconds = poll_seconds
        self._sequence = sequence
        self._asked_at: datetime | None = None
        self._is_patient = is_patient
        self._is_asking = False
        self._answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._detail = ""
        self._known: dict[int, LiveQuote] = {}

    def advance(self, *, at: datetime) -> Advance:
        """Ask if it is time to; a turn without an answer hands over no quotes but says that the feed is alive."""
        quotes: list[QuoteUpdate] = []
        ticks: list[Tick] = []
        if not self._is_asking and self._is_due(at):
            self._start(at)
        try:
            answers, self._detail = self._answers.get_nowait()
            self._is_asking = False
        except queue.Empty:
            answers = ()
        for answer in answers:
            self._take(answer, quotes, ticks)
        ticks.sort(key=lambda tick: (tick.at, tick.sequence))
        return Advance(batch=TickBatch(market_time=at, ticks=tuple(ticks), source=self.source), quotes=tuple(quotes), detail=self._detail)

    def _start(self, at: datetime) -> None:
        self._asked_at = at
        self._is_asking = True
        if self._is_patient:
            self._answers.put(self._ask(at))
        else:
            threading.Thread(target=self._ask_aside, args=(at,), name="feed-providers", daemon=True).start()

    def _ask_aside(self, at: datetime) -> None:
        answer: Answer = ((), "The providers could not be asked.")
        try:
            answer = self._ask(at)
        except Exception:
            logger.exception("the round of providers fell over")
        finally:
            self._answers.put(answer)

    def _is_due(self, at: datetime) -> bool:
        if self._asked_at is None:
            return True
        pause = self._poll_seconds if self._is_moving(at) else POLL_SECONDS_WHILE_CLOSED
        return at - self._asked_at >= timedelta(seconds=pause)

    def _take(self, answer: LiveQuote, quotes: list[QuoteUpdate], ticks: list[Tick]) -> None:
        before = self._known.get(answer.instrument_id)
        if before is not None and answer.as_of < before.as_of:
            return  # a slower provider has answered with an older price
        self._known[answer.instrument_id] = answer
        self._sequence += 1
        quotes.append(
            QuoteUpdate(
                instrument_id=answer.instrument_id,
                last=answer.last,
                bid=answer.bid,
                ask=answer.ask,
                open=answer.open,
                high=answer.high,
                low=answer.low,
                previous_close=answer.previous_close,
                volume=answer.volume,
                as_of=answer.as_of,
                sequence=self._sequence,
                source=answer.source,
            )
        )
        if before is not None and before.as_of == answer.as_of and before.last == answer.last:
            return  # nothing has traded since
        ticks.append(
            Tick(
                instrument_id=answer.instrument_id,
                price=answer.last,
                quantity=None,
                bid=answer.bid,
                ask=answer.ask,
                at=answer.as_of,
                sequence=self._sequence,
            )
        )

"""Publishing what a feed hands over: stored in one short transaction, then pushed, then announced to those who act on prices."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from market.domain.depth import depth_as_json, derive_depth
from market.domain.instruments import InstrumentFacts, symbol_in_topics
from market.domain.quotes import QuoteFacts, QuoteUpdate, TickBatch, quote_as_json
from market.domain.status import FeedFacts, status_as_json
from market.models.feed import FeedState
from market.models.quote import Quote
from market.selectors.calendar import load_calendar
from market.selectors.cards import CARD_KINDS
from market.selectors.instruments import instruments_by_id
from market.selectors.market_clock import market_time_of
from market.selectors.market_mode import current_mode
from market.selectors.quotes import Judge
from market.selectors.sessions import status_from
from market.services.feed_lease import LEASE_SECONDS, LeaseLost
from stocksteward.core import events
from stocksteward.core.clock import ist_date
from stocksteward.core.live.push import push_market

logger = logging.getLogger(__name__)

_COLUMNS = ["last", "bid", "ask", "open", "high", "low", "previous_close", "volume", "as_of", "received_at", "source", "sequence"]


def publish(
    *,
    batch: TickBatch,
    quotes: Sequence[QuoteUpdate],
    source: str,
    at: datetime,
    instruments: Mapping[int, InstrumentFacts] | None = None,
    owner: str | None = None,
    lease_seconds: int = LEASE_SECONDS,
    is_finished: bool = False,
    detail: str = "",
) -> None:
    """Store the quotes and how far the market has come, push them to open pages, and announce the batch after the commit.

    ``owner`` is the feed's lease, renewed by the way; without it (a single refresh, a test) no lease is looked at.
    A listener that falls over is logged: prices go on.

    :raises LeaseLost: if another feed has taken over; nothing is stored then.
    """
    sequence = max((quote.sequence for quote in quotes), default=0)
    _store(
        quotes=quotes,
        source=source,
        at=at,
        owner=owner,
        state={
            "market_time": batch.market_time,
            "published_at": at,
            "mode": current_mode().text,
            "is_finished": is_finished,
            "detail": detail[:200],
            **({"sequence": sequence} if sequence else {}),
            **({"leased_until": at + timedelta(seconds=lease_seconds)} if owner else {}),
        },
    )
    known = instruments if instruments is not None else instruments_by_id(quote.instrument_id for quote in quotes)
    feed = FeedFacts(
        mode=current_mode().text,
        owner=owner or "",
        leased_until=None,
        market_time=batch.market_time,
        published_at=at,
        sequence=sequence,
        is_finished=is_finished,
        detail=detail,
    )
    push_market(_messages(quotes=quotes, source=source, at=at, instruments=known, feed=feed))
    _announce(batch)


@transaction.atomic
def _store(*, quotes: Sequence[QuoteUpdate], source: str, at: datetime, owner: str | None, state: dict[str, Any]) -> None:
    if owner is None:
        FeedState.objects.update_or_create(pk=1, defaults=state)
    elif not FeedState.objects.filter(pk=1, owner=owner).update(**state):
        raise LeaseLost("Another feed has taken over.")
    Quote.objects.bulk_create(
        [
            Quote(
                instrument_id=quote.instrument_id,
                last=quote.last,
                bid=quote.bid,
                ask=quote.ask,
                open=quote.open,
                high=quote.high,
                low=quote.low,
                previous_close=quote.previous_close,
                volume=quote.volume,
                as_of=quote.as_of,
                received_at=at,
                source=quote.source or source,
                sequence=quote.sequence,
            )
            for quote in quotes
        ],
        update_conflicts=True,
        unique_fields=["instrument"],
        update_fields=_COLUMNS,
    )


def _announce(batch: TickBatch) -> None:
    try:
        events.announce(events.QUOTES_ADVANCED, batch=batch)
    except Exception:
        # The boundary between the market and those who act on it: their error must not stop prices. Their own sweeps look again.
        logger.exception("a listener of the quotes fell over")


def _messages(
    *, quotes: Sequence[QuoteUpdate], source: str, at: datetime, instruments: Mapping[int, InstrumentFacts], feed: FeedFacts
) -> list[dict[str, Any]]:
    mode = current_mode()
    market_time = market_time_of(mode=mode, feed=feed, at=at)
    calendar = None if mode.kind == "demo" else load_calendar(on=ist_date(market_time))
    judge = Judge(at=at, market_time=market_time, is_demo=mode.kind == "demo", calendar=calendar)
    messages, cards = [], []
    for update in quotes:
        instrument = instruments.get(update.instrument_id)
        if instrument is None:
            continue
        quote = _facts(update, instrument, judge, source=source, at=at)
        topic = symbol_in_topics(instrument.symbol)
        data = quote_as_json(quote)
        messages.append(_message(f"market:quotes:{topic}", "price_update", quote.sequence, at, data))
        if instrument.is_tradable:
            depth = depth_as_json(derive_depth(quote=quote, tick_size=instrument.tick_size))
            messages.append(_message(f"market:depth:{topic}", "market_update", quote.sequence, at, depth))
        if instrument.kind in CARD_KINDS:
            cards.append(data)
    if cards:
        messages.append(_message("market:cards", "ticker_batch", feed.sequence, at, {"cards": cards}))
    status = status_as_json(status_from(feed=feed, at=at, calendar=calendar))
    messages.append(_message("system", "mode_changed", feed.sequence, at, status))
    return messages


def _message(topic: str, message_type: str, sequence: int, at: datetime, data: dict[str, Any]) -> dict[str, Any]:
    return {"topic": topic, "type": message_type, "seq": sequence, "as_of": at.isoformat(), "data": data}


def _facts(update: QuoteUpdate, instrument: InstrumentFacts, judge: Judge, *, source: str, at: datetime) -> QuoteFacts:
    return QuoteFacts(
        instrument_id=instrument.id,
        exchange=instrument.exchange,
        symbol=instrument.symbol,
        last=update.last,
        bid=update.bid,
        ask=update.ask,
        open=update.open,
        high=update.high,
        low=update.low,
        previous_close=update.previous_close,
        volume=update.volume,
        as_of=update.as_of,
        received_at=at,
        source=update.source or source,
        status=judge.status(
            exchange=instrument.exchange, has_closing_auction=instrument.has_closing_auction, as_of=update.as_of, received_at=at
        ),
        sequence=update.sequence,
        name=instrument.name,
        kind=instrument.kind,
    )

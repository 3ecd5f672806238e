"""What the feed shows, the paper broker's open orders meet; what it fills is then booked as any broker's fill is."""

from __future__ import annotations

import logging
from collections import defaultdict
from typing import TYPE_CHECKING

from market.enums import QuoteStatus
from market.selectors.instruments import get_instrument_by_id
from market.selectors.quotes import get_quotes
from market.selectors.sessions import session_for
from stocksteward.core import clock
from trading.domain import paper_exchange
from trading.services import execution, paper_book

if TYPE_CHECKING:
    from datetime import datetime

    from market.domain.quotes import Tick, TickBatch

logger = logging.getLogger(__name__)


def match(batch: TickBatch) -> int:
    """Let the open paper orders meet a batch of ticks, each tick once; return how many orders got something.

    Nothing is filled on a STALE price or while the instrument does not trade.
    """
    at = clock.now()
    by_instrument: dict[int, list[Tick]] = defaultdict(list)
    wanted = paper_book.instruments_with_open_orders()
    for tick in batch.ticks:
        if tick.instrument_id in wanted:
            by_instrument[tick.instrument_id].append(tick)
    changed: list[str] = []
    for instrument_id in _trading_now(sorted(by_instrument), at=at):
        ticks = by_instrument[instrument_id]
        changed += paper_book.match_open_orders(
            instrument_id=instrument_id,
            match=lambda orders, ticks=ticks: paper_exchange.match_ticks(orders, ticks, source=batch.source),  # type: ignore[misc]
        )
    return execution.collect(tags=changed, broker="paper", at=at) if changed else 0


def listen_to_quotes(*, batch: TickBatch) -> None:
    """Match, for the feed: what goes wrong here must not stop the prices, and the sweep books what was left."""
    try:
        match(batch)
    except Exception:
        logger.exception("paper orders could not be matched")


def _trading_now(instrument_ids: list[int], *, at: datetime) -> list[int]:
    quotes = get_quotes(instrument_ids=instrument_ids, at=at) if instrument_ids else {}
    return [
        instrument_id
        for instrument_id in instrument_ids
        if instrument_id in quotes
        and quotes[instrument_id].status == QuoteStatus.LIVE
        and session_for(instrument=get_instrument_by_id(instrument_id=instrument_id), at=at).is_open
    ]

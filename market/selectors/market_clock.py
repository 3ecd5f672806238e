"""What time it is in the market: now, or the moment that a replay is playing."""

from __future__ import annotations

from datetime import datetime, time

from market.domain.market_mode import MarketMode
from market.domain.status import FeedFacts
from market.selectors.feed import get_feed
from market.selectors.market_mode import current_mode
from stocksteward.core.clock import IST

REPLAY_BEGINS_AT = time(9, 15)


def market_now(*, at: datetime) -> datetime:
    """Return the market's time at a moment of the wall clock. In a replay it is as far as the feed has published, before that the opening."""
    mode = current_mode()
    if mode.kind != "replay":
        return at
    return market_time_of(mode=mode, feed=get_feed(), at=at)


def market_time_of(*, mode: MarketMode, feed: FeedFacts, at: datetime) -> datetime:
    """As :func:`market_now`, from facts that the caller has read already."""
    if mode.kind != "replay" or mode.replay_date is None:
        return at
    if feed.market_time is not None and feed.mode == mode.text:
        return feed.market_time
    return datetime.combine(mode.replay_date, REPLAY_BEGINS_AT, tzinfo=IST)

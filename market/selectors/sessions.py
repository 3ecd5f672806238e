"""Is the market open, for an instrument and as a whole."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from market.domain.instruments import NSE, InstrumentFacts
from market.domain.sessions import DEMO_SESSION, Calendar, SessionFacts, reference_session_at, session_at, session_of
from market.domain.status import FeedFacts, MarketStatus
from market.selectors.calendar import load_calendar
from market.selectors.feed import get_feed
from market.selectors.market_clock import market_now, market_time_of
from market.selectors.market_mode import current_mode
from stocksteward.core.clock import ist_date


def session_for(*, instrument: InstrumentFacts, at: datetime) -> SessionFacts:
    """Return the session of an instrument; ``at`` is wall time, the market's clock decides."""
    if current_mode().kind == "demo":
        return DEMO_SESSION
    market_time = market_now(at=at)
    if instrument.exchange != NSE:
        return reference_session_at(at=market_time)
    return session_of(instrument=instrument, calendar=load_calendar(on=ist_date(market_time)), at=market_time)


def market_status(*, at: datetime) -> MarketStatus:
    """Return what the badge says: mode, open or closed, market time, and whether the feed is alive."""
    return status_from(feed=get_feed(), at=at)


def status_from(*, feed: FeedFacts, at: datetime, calendar: Calendar | None = None) -> MarketStatus:
    """As :func:`market_status`, from the row of the feed that the caller has read already."""
    mode = current_mode()
    market_time = market_time_of(mode=mode, feed=feed, at=at)
    if mode.kind == "demo":
        session = DEMO_SESSION
    else:
        calendar = calendar or load_calendar(on=ist_date(market_time))
        session = session_at(calendar=calendar, has_closing_auction=False, at=market_time)
    age_max = timedelta(seconds=settings.STEWARD_QUOTE_AGE_SECONDS_MAX)
    is_alive = feed.mode == mode.text and feed.published_at is not None and at - feed.published_at <= age_max
    return MarketStatus(
        mode=mode,
        label=mode.label,
        is_open=session.is_open,
        session=session,
        market_time=market_time,
        is_simulated=mode.kind == "demo",
        is_replay=mode.kind == "replay",
        is_feed_alive=is_alive,
        feed_published_at=feed.published_at,
        feed_detail=feed.detail,
        sequence=feed.sequence,
    )

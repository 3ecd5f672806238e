"""Makes the feed of a mode, from what the database and the data folder hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import connection

from market.domain.bars import Bar, RecordedTick
from market.domain.instruments import InstrumentFacts
from market.domain.market_mode import MarketMode
from market.domain.quotes import LiveQuote
from market.domain.sessions import reference_session_at, session_at
from market.enums import BarInterval, SegmentKind
from market.feeds.base import Feed
from market.feeds.demo import DemoFeed
from market.feeds.live import LiveFeed
from market.feeds.recorded_day import record, ticks_of_bars
from market.feeds.replay import ReplayFeed
from market.selectors.calendar import load_calendar
from market.selectors.market_clock import REPLAY_BEGINS_AT
from market.selectors.price_files import bar_files
from market.selectors.watched import followed_instruments
from market.services import provider_chain, tick_store
from market.services.feed_lease import LEASE_SECONDS, Lease
from stocksteward.core.clock import IST, ist_date

REPLAY_ENDS_AT = time(15, 30)
BARS_A_DAY_MAX = 1_000
LIVE_LEASE_SECONDS = 120  # a round of slow providers may take a while


def lease_seconds(mode: MarketMode) -> int:
    """Return for how long a feed of this mode may be silent before another one takes over."""
    return LIVE_LEASE_SECONDS if mode.kind == "live" else LEASE_SECONDS


def make_feed(*, mode: MarketMode, lease: Lease, instruments: Sequence[InstrumentFacts], is_patient: bool = False) -> Feed:
    """Return the feed of the mode, going on from where the lease says; a patient live feed waits for its providers in each turn."""
    if mode.kind == "replay":
        return _replay(mode=mode, lease=lease, instruments=instruments)
    if mode.kind == "live":
        return LiveFeed(
            ask=_ask if is_patient else _ask_aside,
            poll_seconds=settings.STEWARD_LIVE_POLL_SECONDS,
            is_moving=_is_moving,
            sequence=lease.sequence,
            is_patient=is_patient,
        )
    return DemoFeed(
        seed=settings.STEWARD_DEMO_SEED,
        instruments=instruments,
        interval_seconds=settings.STEWARD_FEED_INTERVAL_MS / 1_000,
        sequence=lease.sequence,
    )


def _ask(at: datetime) -> tuple[Sequence[LiveQuote], str]:
    """Ask for what matters now: something else may be held, ordered or looked at than in the round before."""
    return provider_chain.fetch_quotes(followed_instruments(), at)


def _ask_aside(at: datetime) -> tuple[Sequence[LiveQuote], str]:
    """Ask in a thread that ends afterwards, and so leave no connection of it open."""
    try:
        return _ask(at)
    finally:
        connection.close()


def _replay(*, mode: MarketMode, lease: Lease, instruments: Sequence[InstrumentFacts]) -> ReplayFeed:
    assert mode.replay_date is not None and mode.speed is not None  # noqa: PT018, S101 -- what a replay is
    day = mode.replay_date
    by_id = {instrument.id: instrument for instrument in instruments}
    with_ticks = {
        exchange: set(tick_store.list_symbols_with_ticks(exchange=exchange, day=day))
        for exchange in {found.exchange for found in instruments}
    }

    def read(instrument_id: int) -> Iterable[RecordedTick]:
        instrument = by_id[instrument_id]
        if instrument.symbol in with_ticks[instrument.exchange]:
            return tick_store.read_ticks(exchange=instrument.exchange, symbol=instrument.symbol, day=day)
        return ticks_of_bars(_minutes(instrument, day))

    recorded = record(instrument_ids=list(by_id), read=read)
    begins_at, ends_at = _hours(day)
    seen = set(recorded.instruments.tolist())
    feed = ReplayFeed(
        day=recorded,
        source=f"replay:{day}",
        speed=mode.speed,
        begins_at=begins_at,
        ends_at=ends_at,
        previous_closes={number: close for number in seen if (close := _previous_close(by_id[number], day)) is not None},
        sequence=lease.sequence,
    )
    if lease.market_time is not None:
        feed.resume_after(lease.market_time)
    return feed


def _minutes(instrument: InstrumentFacts, day: date) -> list[Bar]:
    begin = datetime.combine(day, time(), tzinfo=IST)
    return _stored_bars(instrument, BarInterval.MINUTE, start=begin, end=begin + timedelta(days=1), limit=BARS_A_DAY_MAX)


def _previous_close(instrument: InstrumentFacts, day: date) -> Decimal | None:
    found = _stored_bars(instrument, BarInterval.DAY, start=None, end=datetime.combine(day, time(), tzinfo=IST), limit=1)
    return found[-1].close if found else None


def _stored_bars(instrument: InstrumentFacts, interval: BarInterval, *, start: datetime | None, end: datetime, limit: int) -> list[Bar]:
    """Read the files themselves: what pages may see of a replayed day is only what its clock has reached, but this is that clock."""
    return bar_files().read(exchange=instrument.exchange, symbol=instrument.symbol, interval=interval, start=start, end=end, limit=limit)


def _hours(day: date) -> tuple[datetime, datetime]:
    """Return when continuous trading begins and when the last trade of the day may happen, by the rules of that day.

    That is after the close: what trades there at the closing price belongs to the day's volume, though the desk sends nothing then.
    """
    shape = load_calendar(on=day).shape_on(day)
    segments = shape.segments if shape else ()
    begins = min((segment.starts_at for segment in segments if segment.kind is SegmentKind.CONTINUOUS), default=REPLAY_BEGINS_AT)
    ends = max((segment.ends_at for segment in segments), default=REPLAY_ENDS_AT)
    return datetime.combine(day, begins, tzinfo=IST), datetime.combine(day, ends, tzinfo=IST)


def _is_moving(at: datetime) -> bool:
    """Say whether any price can be expected to move: the exchange is open or in an auction, or reference prices are."""
    session = session_at(calendar=load_calendar(on=ist_date(at)), has_closing_auction=False, at=at)
    return session.is_open or session.segment is not None or reference_session_at(at=at).is_open

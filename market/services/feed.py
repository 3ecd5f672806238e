"""Runs the market feed: one at a time, whatever the number of processes; the database says who."""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime

from django.conf import settings

from accounts.services import heartbeats
from market.domain.instruments import InstrumentFacts
from market.feeds.base import Advance, Feed, FeedLoop
from market.selectors.market_mode import current_mode
from market.selectors.watched import followed_instruments
from market.services import feed_lease, feed_sources
from market.services.feed_lease import Lease, LeaseLost
from market.services.quotes import publish
from stocksteward.core import clock

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 2.0
INSTRUMENTS_SECONDS = 60.0  # how soon an instrument that was added or renamed reaches open pages
WAIT_SECONDS = 0.5

# Two threads of one process share its number, by which a dead holder of the lease is recognised: so only one may try at a time.
_one_a_process = threading.Lock()


def run_feed(*, stop: threading.Event) -> None:
    """Wait for the lease, then move the market until told to stop or until another feed takes over.

    What falls over rises to the caller, which starts the feed again (``stocksteward.supervised``).
    """
    if not settings.ENABLE_REAL_TIME_FEEDS:
        _stand_by(stop)
        return
    while not stop.is_set():
        if _one_a_process.acquire(timeout=WAIT_SECONDS):
            break
    else:
        return
    try:
        owner = feed_lease.new_owner()
        lease = _wait_for_lease(owner=owner, stop=stop)
        if lease is None:
            return
        try:
            _run(lease=lease, stop=stop)
        except LeaseLost:
            logger.warning("another feed has taken over")
        finally:
            feed_lease.release(owner=owner)
    finally:
        _one_a_process.release()


def _stand_by(stop: threading.Event) -> None:
    """Publish nothing, as the operator asked; quotes turn STALE by their age, and nothing is traded on them."""
    logger.warning("ENABLE_REAL_TIME_FEEDS is off: no prices are published")
    while not stop.is_set():
        heartbeats.beat(name="feed", at=clock.now(), detail="switched off by ENABLE_REAL_TIME_FEEDS")
        stop.wait(HEARTBEAT_SECONDS)


def refresh_market(*, at: datetime) -> bool:
    """Ask the providers once, if the market is live and no feed runs; true if prices were published. Doing it again does no harm."""
    mode = current_mode()
    if mode.kind != "live" or not _one_a_process.acquire(blocking=False):
        return False
    try:
        owner = feed_lease.new_owner()
        lease = feed_lease.claim(owner=owner, mode=mode.text, at=at, seconds=feed_sources.lease_seconds(mode))
        if lease is None:
            return False
        try:
            instruments = followed_instruments()
            feed = feed_sources.make_feed(mode=mode, lease=lease, instruments=instruments, is_patient=True)
            _Publisher(lease=lease, feed=feed, instruments=instruments).publish(feed.advance(at=at), at)
        finally:
            feed_lease.release(owner=owner)
    finally:
        _one_a_process.release()
    return True


def _wait_for_lease(*, owner: str, stop: threading.Event) -> Lease | None:
    mode = current_mode()
    while not stop.is_set():
        lease = feed_lease.claim(owner=owner, mode=mode.text, at=clock.now(), seconds=feed_sources.lease_seconds(mode))
        if lease is not None:
            return lease
        stop.wait(WAIT_SECONDS)
    return None


def _run(*, lease: Lease, stop: threading.Event) -> None:
    mode = current_mode()
    instruments = followed_instruments()
    feed = feed_sources.make_feed(mode=mode, lease=lease, instruments=instruments)
    logger.info("feed runs: %s, %d instruments", mode.text, len(instruments))
    publisher = _Publisher(lease=lease, feed=feed, instruments=instruments)
    FeedLoop(feed=feed, publish=publisher.publish, now=clock.now, stop=stop).run()


class _Publisher:
    """Publishes each advance, and now and then beats and looks at the instruments again."""

    def __init__(self, *, lease: Lease, feed: Feed, instruments: list[InstrumentFacts]) -> None:
        self._lease = lease
        self._feed = feed
        self._instruments = {instrument.id: instrument for instrument in instruments}
        self._read_at = time.monotonic()
        self._beaten_at = 0.0

    def publish(self, advance: Advance, at: datetime) -> None:
        """Store, push and announce one advance.

        :raises LeaseLost: if another feed has taken over.
        """
        moment = time.monotonic()
        if moment - self._read_at >= INSTRUMENTS_SECONDS:
            self._instruments = {instrument.id: instrument for instrument in followed_instruments()}
            self._read_at = moment
        publish(
            batch=advance.batch,
            quotes=advance.quotes,
            source=self._feed.source,
            at=at,
            instruments=self._instruments,
            owner=self._lease.owner,
            lease_seconds=feed_sources.lease_seconds(current_mode()),
            is_finished=advance.is_finished,
            detail=advance.detail,
        )
        if moment - self._beaten_at >= HEARTBEAT_SECONDS or not self._beaten_at:
            heartbeats.beat(name="feed", at=clock.now(), detail=settings.STEWARD_MARKET)
            self._beaten_at = moment

"""With ENABLE_REAL_TIME_FEEDS off the feed stands by: it is alive, says why, and publishes nothing."""

from __future__ import annotations

import threading

import pytest

from accounts.selectors.heartbeats import list_heartbeats
from market.services import feed


class StopAfterOneTurn(threading.Event):
    """Set as soon as somebody waits for it."""

    def wait(self, timeout=None):
        self.set()
        return True


@pytest.mark.django_db
def test_a_feed_that_is_switched_off_beats_and_publishes_nothing(settings):
    settings.ENABLE_REAL_TIME_FEEDS = False

    feed.run_feed(stop=StopAfterOneTurn())

    [beat] = [beat for beat in list_heartbeats() if beat.name == "feed"]
    assert beat.detail == "switched off by ENABLE_REAL_TIME_FEEDS"

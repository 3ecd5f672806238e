"""Telling open pages who gains and loses."""

from __future__ import annotations

from datetime import datetime

from market.domain.movers import movers_as_json
from market.selectors.feed import get_feed
from market.selectors.movers import get_movers
from stocksteward.core.live.push import push_market

PUBLISHED = 10


def publish_movers(*, at: datetime) -> None:
    """Push the movers to the topic ``market:movers``. Changes nothing stored."""
    data = movers_as_json(get_movers(at=at, limit=PUBLISHED))
    message = {"topic": "market:movers", "type": "market_movers", "seq": get_feed().sequence, "as_of": at.isoformat(), "data": data}
    push_market([message])

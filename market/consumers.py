"""The live topics of the market: who may read them and what they begin with."""

from __future__ import annotations

import re
from typing import Any

from accounts.domain.policy import Action
from accounts.selectors import access
from market.domain.depth import depth_as_json
from market.domain.instruments import InstrumentFacts
from market.domain.movers import movers_as_json
from market.domain.quotes import quote_as_json
from market.domain.status import status_as_json
from market.selectors import cards, depth, instruments, movers, quotes, sessions
from stocksteward.core import clock
from stocksteward.core.errors import NotFound
from stocksteward.core.live import topics

_SYMBOL = r"(?P<symbol>[A-Za-z0-9_.&-]{1,40})"
MOVERS_SHOWN = 10


def register_topics() -> None:
    """Register every topic of the market."""
    for topic in (
        _topic("market:quotes:{symbol}", rf"market:quotes:{_SYMBOL}", "price_update", _quote),
        _topic("market:depth:{symbol}", rf"market:depth:{_SYMBOL}", "market_update", _depth),
        _topic("market:movers", r"market:movers", "market_movers", _movers),
        _topic("market:cards", r"market:cards", "ticker_batch", _cards),
        _topic("system", r"system", "mode_changed", _system),
    ):
        topics.register(topic)


def _topic(name: str, pattern: str, message_type: str, snapshot: topics.Snapshot) -> topics.Topic:
    return topics.Topic(
        name=name, pattern=re.compile(pattern), message_type=message_type, may_read=_may_read, snapshot=snapshot, is_conflated=True
    )


def _may_read(user: Any, parts: dict[str, str]) -> bool:
    """Every active user of the desk may see prices; a symbol that does not exist is refused when its snapshot is made."""
    return access.may(user=user, action=Action.USE_DESK)


def _shown(parts: dict[str, str]) -> InstrumentFacts:
    found = instruments.shown_instruments(symbols=[parts["symbol"]])
    if not found:
        raise NotFound("There is no such topic here.")
    return found[0]


def _quote(user: Any, parts: dict[str, str]) -> dict[str, Any]:
    return quote_as_json(quotes.quotes_of(instruments=[_shown(parts)], at=clock.now())[0])


def _depth(user: Any, parts: dict[str, str]) -> dict[str, Any]:
    return depth_as_json(depth.get_depth(instrument_id=_shown(parts).id, at=clock.now()))


def _movers(user: Any, parts: dict[str, str]) -> dict[str, Any]:
    return movers_as_json(movers.get_movers(at=clock.now(), limit=MOVERS_SHOWN))


def _cards(user: Any, parts: dict[str, str]) -> dict[str, Any]:
    return {"cards": [quote_as_json(quote) for quote in cards.get_cards(at=clock.now())]}


def _system(user: Any, parts: dict[str, str]) -> dict[str, Any]:
    return status_as_json(sessions.market_status(at=clock.now()))

"""What a lower app announces and an upper app acts upon, as one small explicit registry (no Django signals of our own).

An upper app calls :func:`listen` in its ``AppConfig.ready``; the lower app calls :func:`announce` inside its transaction.
Listeners run at once, in the same transaction, in the order in which they were registered; an error in one undoes all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

Listener = Callable[..., None]
_listeners: dict[str, list[Listener]] = defaultdict(list)

USER_REGISTERED = "user_registered"  # user_id: int, at: datetime
QUOTES_ADVANCED = "quotes_advanced"  # batch: market.domain.quotes.TickBatch; the feed has moved, working paper orders may fill
TRADE_APPROVED = "trade_approved"  # trade_id: int; announced after the commit: a parked run may go on
TRADE_CLOSED = "trade_closed"  # trade_id: int; announced after the commit: the trade has reached its outcome
EVENTS = frozenset({USER_REGISTERED, QUOTES_ADVANCED, TRADE_APPROVED, TRADE_CLOSED})


def listen(event: str, listener: Listener) -> None:
    """Call ``listener`` with the keywords of each announcement of ``event``; registering it twice has no further effect.

    :raises ValueError: if nobody announces such an event.
    """
    if event not in EVENTS:
        raise ValueError(f"unknown event {event}")
    if listener not in _listeners[event]:
        _listeners[event].append(listener)


def announce(event: str, **facts: Any) -> None:
    """Tell every listener.

    :raises ValueError: if the event is not in the list above.
    """
    if event not in EVENTS:
        raise ValueError(f"unknown event {event}")
    for listener in _listeners[event]:
        listener(**facts)

"""Which broker answers to which name; the execution service fills it, tests put fakes into it."""

from __future__ import annotations

from collections.abc import Callable

from trading.brokers.base import Broker
from trading.brokers.errors import UnknownBroker

_makers: dict[str, Callable[[], Broker]] = {}


def register(name: str, make: Callable[[], Broker]) -> None:
    """Let ``make`` answer for the broker of this name; the same name again replaces it."""
    _makers[name] = make


def get(name: str) -> Broker:
    """Return the broker of this name.

    :raises UnknownBroker: if none is configured.
    """
    if name not in _makers:
        raise UnknownBroker(f"No broker {name} is configured.")
    return _makers[name]()

"""The number that each message of a private topic carries, one more than the one before; kept by the lowest app that has tables."""

from __future__ import annotations

from collections.abc import Callable

_next_number: Callable[[str], int] | None = None
_current_number: Callable[[str], int] | None = None


def keep_with(*, next_number: Callable[[str], int], current_number: Callable[[str], int]) -> None:
    """Say who keeps the numbers; the accounts app does so at start."""
    global _next_number, _current_number
    _next_number, _current_number = next_number, current_number


def next_number(topic: str) -> int:
    """Count the topic up and return its number."""
    if _next_number is None:
        raise RuntimeError("nobody keeps the sequence numbers")
    return _next_number(topic)


def current_number(topic: str) -> int:
    """Return the topic's latest number, 0 before its first message."""
    if _current_number is None:
        raise RuntimeError("nobody keeps the sequence numbers")
    return _current_number(topic)

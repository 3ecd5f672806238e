"""Who acts, from where and why: carried beside the call so that no service has to pass it on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Acting:
    """The circumstances of the work in hand. Mutable: a request learns who asks only when its token has been checked."""

    actor_id: int | None = None
    on_behalf_of_id: int | None = None
    address: str = ""
    user_agent: str = ""
    reason: str = ""


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


def current() -> Acting:
    """Return the circumstances of the work in hand; empty ones outside of any."""
    return _acting.get() or Acting()


def identify(*, actor_id: int) -> None:
    """Fill in who asks, once a request has proved it; nothing happens outside of a request."""
    acting = _acting.get()
    if acting is not None:
        acting.actor_id = actor_id


@contextmanager
def acting_as(
    *, actor_id: int | None, on_behalf_of_id: int | None = None, address: str = "", user_agent: str = "", reason: str = ""
) -> Iterator[Acting]:
    """Run the block in this person's name (None: the system)."""
    acting = Acting(actor_id=actor_id, on_behalf_of_id=on_behalf_of_id, address=address, user_agent=user_agent[:300], reason=reason)
    token = _acting.set(acting)
    try:
        yield acting
    finally:
        _acting.reset(token)

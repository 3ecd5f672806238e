"""Instruments as this process has lately read them: they hardly ever change, and one trade asks for the same one many times.

What another process changes is seen here after ``LIFE_SECONDS`` at the latest; what this one saves, at once.
"""

from __future__ import annotations

import time

from django.db import transaction

from market.domain.instruments import InstrumentFacts

LIFE_SECONDS = 5.0

_known: dict[int, tuple[float, InstrumentFacts]] = {}  # by id: until when, and what; single operations on it need no lock


def recall(instrument_id: int) -> InstrumentFacts | None:
    """Return what was read within the last seconds, if anything was."""
    until, facts = _known.get(instrument_id, (0.0, None))
    return facts if time.monotonic() < until else None


def remember(facts: InstrumentFacts) -> None:
    """Keep what was read; not inside a transaction, which may see what never comes to be."""
    if not transaction.get_connection().in_atomic_block:
        _known[facts.id] = (time.monotonic() + LIFE_SECONDS, facts)


def forget() -> None:
    """Read everything afresh."""
    _known.clear()


def forget_now_and_after_commit() -> None:
    """Read everything afresh, also what somebody reads between a change and its commit."""
    forget()
    transaction.on_commit(forget)

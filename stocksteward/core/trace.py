"""The trace id that joins a request, its tasks, its audit entries and its log lines."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_trace_id: ContextVar[str] = ContextVar("trace_id", default="")
_ACCEPTED = re.compile(r"[A-Za-z0-9-]{8,64}")


def new_trace_id() -> str:
    """Return a fresh id of 32 hexadecimal digits."""
    return uuid.uuid4().hex


def current_trace_id() -> str:
    """Return the id of the work in hand, or an empty string outside of any."""
    return _trace_id.get()


@contextmanager
def tracing(trace_id: str | None = None) -> Iterator[str]:
    """Run the block under this id; one that is missing or malformed is replaced by a fresh one."""
    chosen = trace_id if trace_id and _ACCEPTED.fullmatch(trace_id) else new_trace_id()
    token = _trace_id.set(chosen)
    try:
        yield chosen
    finally:
        _trace_id.reset(token)

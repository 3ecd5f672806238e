"""The ``Prefer: wait=N`` header (RFC 7240): how long a client would like to wait for the outcome."""

from __future__ import annotations

import re

_WAIT = re.compile(r'\s*wait\s*=\s*"?([0-9]{1,6})"?\s*', re.IGNORECASE)


def seconds_to_wait(header: str | None, *, maximum: int) -> int:
    """Return the seconds asked for, at most ``maximum``; 0 without the preference, and for one that cannot be read."""
    for part in (header or "").split(","):
        match = _WAIT.fullmatch(part.split(";")[0])
        if match:
            return min(int(match[1]), maximum)
    return 0

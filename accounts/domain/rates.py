"""How often something may be tried: ``10/min`` and the like."""

from __future__ import annotations

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_rate(text: str | None) -> tuple[int, int] | None:
    """Return (count, seconds) of ``10/min``; None stands for no limit.

    :raises ValueError: if the text is no rate.
    """
    if not text:
        return None
    count, _, period = text.partition("/")
    if not period or period[0] not in _SECONDS:
        raise ValueError(f"{text!r} is no rate: write it like 10/min")
    return int(count), _SECONDS[period[0]]

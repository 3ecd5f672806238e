"""Slowing down those who try again and again from one address."""

from __future__ import annotations

import contextlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache

from accounts.domain.rates import parse_rate
from stocksteward.core.errors import StewardError


class TooManyAttempts(StewardError):
    """The address has tried too often; the person waits."""

    code = "throttled"
    http_status = 429


def check(*, name: str, address: str, at: datetime) -> None:
    """Let an attempt pass while the address is within the rate ``login``.

    :raises TooManyAttempts: if it has used up its attempts of this period.
    """
    rate = _rate()
    if rate is not None and cache.get(_slot(name, address, at, rate[1]), 0) >= rate[0]:
        raise TooManyAttempts("Too many attempts from your address: wait a minute and try again.")


def count(*, name: str, address: str, at: datetime) -> None:
    """Use up one attempt of the address."""
    rate = _rate()
    if rate is None:
        return
    slot = _slot(name, address, at, rate[1])
    if not cache.add(slot, 1, timeout=rate[1]):
        with contextlib.suppress(ValueError):  # it has expired between the two
            cache.incr(slot)


def _rate() -> tuple[int, int] | None:
    api: Any = settings.REST_FRAMEWORK
    return parse_rate(api["DEFAULT_THROTTLE_RATES"]["login"])


def _slot(name: str, address: str, at: datetime, seconds: int) -> str:
    return f"attempts:{name}:{address}:{int(at.timestamp()) // seconds}"

"""Slowing down those who try again and again from one address."""

from __future__ import annotations

from datetime import datetime

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
    rate = parse_rate(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["login"])
    if rate is not None and cache.get(_slot(name, address, at, rate[1]), 0) >= rate[0]:
        raise TooManyAttempts("Too many attempts from your address: wait a minute and try again.")


def count(*, name: str, address: str, at: datetime) -> None:
    """Use up one attempt of the address."""
    rate = parse_rate(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["login"])
    if rate is None:
        return
    slot = _slot(name, address, at, rate[1])
    if not cache.add(slot, 1, timeout=rate[1]):
        cache.incr(slot)


def _slot(name: str, address: str, at: datetime, seconds: int) -> str:
    return f"attempts:{name}:{address}:{int(at.timestamp()) // seconds}"

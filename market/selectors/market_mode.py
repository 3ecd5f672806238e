"""Which market the desk runs on."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from market.domain.market_mode import MarketMode, parse_market_mode

_parse = lru_cache(maxsize=4)(parse_market_mode)


def current_mode() -> MarketMode:
    """Return the mode of ``STEWARD_MARKET``.

    :raises ValueError: if it is none (a system check says so before the desk starts).
    """
    return _parse(settings.STEWARD_MARKET)

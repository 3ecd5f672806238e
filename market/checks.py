"""What is wrong with the market's settings, said before the desk starts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Advice

from market.domain.market_mode import parse_market_mode
from market.providers.registry import PROVIDERS
from stocksteward.core import clock


def check_market_mode(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a STEWARD_MARKET that is none (market.E001) and a replay of a day that is not over yet (market.E002)."""
    try:
        mode = parse_market_mode(settings.STEWARD_MARKET)
    except ValueError as error:
        return [Error(str(error), id="market.E001")]
    if mode.replay_date is not None and mode.replay_date >= clock.ist_date(clock.now()):
        return [Error(f"STEWARD_MARKET is {settings.STEWARD_MARKET!r}: only a day that is over can be replayed.", id="market.E002")]
    return []


def check_providers(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse unknown providers (market.E003); warn of a live market without any (market.W001)."""
    unknown = [name for name in settings.STEWARD_PROVIDERS if name not in PROVIDERS]
    if unknown:
        message = f"STEWARD_PROVIDERS names {', '.join(unknown)}: choose from {', '.join(sorted(PROVIDERS))}."
        return [Error(message, id="market.E003")]
    if settings.STEWARD_MARKET.strip() == "live" and not settings.STEWARD_PROVIDERS:
        return [Advice("STEWARD_MARKET is live but STEWARD_PROVIDERS is empty: no price will ever arrive.", id="market.W001")]
    return []


def register_checks() -> None:
    """Have Django run these checks."""
    for check in (check_market_mode, check_providers):
        register(check)

"""Asks the providers of prices in their order: each for what the ones before did not know, none while it cools down after failing."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from market.domain.instruments import InstrumentFacts
from market.domain.quotes import LiveQuote
from market.models.provider_health import ProviderHealth

logger = logging.getLogger(__name__)


def note_success(*, name: str, at: datetime, latency_ms: int) -> None:
    """Count an answer of a provider."""
    ProviderHealth.objects.get_or_create(name=name)
    ProviderHealth.objects.filter(name=name).update(
        successes=F("successes") + 1, failures_in_a_row=0, latest_success_at=at, latency_ms=latency_ms, cooling_until=None
    )


def note_failure(*, name: str, at: datetime, reason: str) -> None:
    """Count a failure of a provider and let it cool down."""
    ProviderHealth.objects.get_or_create(name=name)
    ProviderHealth.objects.filter(name=name).update(
        failures=F("failures") + 1,
        failures_in_a_row=F("failures_in_a_row") + 1,
        latest_failure_at=at,
        latest_failure=reason[:200],
        cooling_until=at + timedelta(seconds=settings.STEWARD_PROVIDER_COOLDOWN_SECONDS),
    )


def cooling(*, at: datetime) -> set[str]:
    """Return the providers that are not to be asked now."""
    return set(ProviderHealth.objects.filter(cooling_until__gt=at).values_list("name", flat=True))


def fetch_quotes(instruments: Sequence[InstrumentFacts], at: datetime) -> tuple[list[LiveQuote], str]:
    """Return what the providers know, and a sentence on how the round went. Errors of a provider cool it down and reach nobody."""
    return [], "No provider is built in yet."

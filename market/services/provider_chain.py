"""Asks the providers of prices in their order: each for what the ones before did not know, none while it cools down after failing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db.models import F

from market.domain.instruments import InstrumentFacts
from market.domain.quotes import LiveQuote
from market.models.provider_health import ProviderHealth
from market.providers.base import PriceProvider, ProviderUnavailable
from market.providers.chain import ProviderCall, ProviderChain
from market.providers.registry import ProviderSettings, make_providers
from market.selectors.price_files import data_folder


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
    try:
        quotes = make_chain().fetch_quotes(instruments, at=at)
    except ProviderUnavailable as error:
        return [], error.message
    names = ", ".join(sorted({quote.source for quote in quotes})) or "nobody"
    return quotes, f"{len(quotes)} of {len(instruments)} instruments answered by {names}."


def make_chain() -> ProviderChain:
    """Return the providers of ``STEWARD_PROVIDERS``; every question is counted in their health."""
    providers = _providers(tuple(settings.STEWARD_PROVIDERS), settings.STEWARD_YAHOO_BASE_URL, settings.STEWARD_PROVIDER_TIMEOUT_SECONDS)
    return ProviderChain(providers=providers, cooling=lambda at: cooling(at=at), on_call=_count)


@lru_cache(maxsize=4)
def _providers(names: tuple[str, ...], yahoo_base_url: str, timeout_seconds: int) -> list[PriceProvider]:
    """Kept, because a library that was loaded once need not be loaded again."""
    return make_providers(
        names=names,
        settings=ProviderSettings(yahoo_base_url=yahoo_base_url, timeout_seconds=timeout_seconds, data_folder=data_folder()),
    )


def _count(call: ProviderCall) -> None:
    if call.failure:
        note_failure(name=call.name, at=call.at, reason=call.failure)
    else:
        note_success(name=call.name, at=call.at, latency_ms=call.latency_ms)

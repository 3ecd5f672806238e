"""How the feed and the providers of prices are."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from market.domain.status import MarketHealth, ProviderFacts
from market.enums import InstrumentKind, QuoteStatus
from market.models.provider_health import ProviderHealth
from market.selectors.calendar import holidays_known_until
from market.selectors.quotes import quotes_of_kinds
from market.selectors.sessions import market_status


def get_health(*, at: datetime) -> MarketHealth:
    """Return feed, quotes by status, providers and the reach of the calendar."""
    counts = Counter(quote.status for quote in quotes_of_kinds(kinds=list(InstrumentKind), at=at))
    return MarketHealth(
        status=market_status(at=at),
        live=counts[QuoteStatus.LIVE],
        stale=counts[QuoteStatus.STALE],
        unavailable=counts[QuoteStatus.UNAVAILABLE],
        providers=tuple(list_providers(at=at)),
        calendar_until=holidays_known_until(),
    )


def list_providers(*, at: datetime) -> list[ProviderFacts]:
    """Return every provider that was ever asked."""
    return [
        ProviderFacts(
            name=row.name,
            is_cooling=row.cooling_until is not None and row.cooling_until > at,
            successes=row.successes,
            failures=row.failures,
            failures_in_a_row=row.failures_in_a_row,
            latest_success_at=row.latest_success_at,
            latest_failure_at=row.latest_failure_at,
            latest_failure=row.latest_failure,
            latency_ms=row.latency_ms,
            cooling_until=row.cooling_until,
        )
        for row in ProviderHealth.objects.order_by("name")
    ]

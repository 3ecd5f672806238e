"""The market's badge and the health of what feeds it, as plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from market.domain.market_mode import MarketMode
from market.domain.sessions import SessionFacts


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """The row of the feed; a feed that has never run has no times."""

    mode: str
    owner: str
    leased_until: datetime | None
    market_time: datetime | None
    published_at: datetime | None
    sequence: int
    is_finished: bool
    detail: str


@dataclass(frozen=True, slots=True)
class MarketStatus:
    """What the badge in the head of every page says. ``market_time`` is the market's clock: in a replay, the moment being played."""

    mode: MarketMode
    label: str
    is_open: bool
    session: SessionFacts
    market_time: datetime
    is_simulated: bool
    is_replay: bool
    is_feed_alive: bool
    feed_published_at: datetime | None
    feed_detail: str
    sequence: int

    @property
    def reason(self) -> str:
        """Why the market is open or closed."""
        return self.session.reason

    @property
    def segment(self) -> str:
        """The part of the day, empty outside of any."""
        return self.session.segment.value if self.session.segment else ""

    @property
    def banner(self) -> str:
        """The sentence that every page carries while prices are not those of today's market; empty otherwise."""
        if self.is_simulated:
            return "Demo market: every price is simulated."
        return f"{self.label}: prices are recorded, not today's." if self.is_replay else ""


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """How a provider has answered lately."""

    name: str
    is_cooling: bool
    successes: int
    failures: int
    failures_in_a_row: int
    latest_success_at: datetime | None
    latest_failure_at: datetime | None
    latest_failure: str
    latency_ms: int | None
    cooling_until: datetime | None


@dataclass(frozen=True, slots=True)
class MarketHealth:
    """The feed, how many quotes may be trusted, the providers, and how far the calendar reaches."""

    status: MarketStatus
    live: int
    stale: int
    unavailable: int
    providers: tuple[ProviderFacts, ...]
    calendar_until: date | None


def status_as_json(status: MarketStatus) -> dict[str, Any]:
    """Return the status as API and topic send it."""
    return {
        "mode": status.mode.text,
        "kind": status.mode.kind,
        "label": status.label,
        "is_open": status.is_open,
        "session": status.session.name,
        "segment": status.segment,
        "reason": status.reason,
        "opens_at": _time(status.session.opens_at),
        "closes_at": _time(status.session.closes_at),
        "market_time": _time(status.market_time),
        "is_simulated": status.is_simulated,
        "banner": status.banner,
        "feed": {
            "is_alive": status.is_feed_alive,
            "published_at": _time(status.feed_published_at),
            "detail": status.feed_detail,
            "sequence": status.sequence,
        },
    }


def health_as_json(health: MarketHealth) -> dict[str, Any]:
    """Return the health as the API sends it."""
    return {
        "status": "ok" if health.status.is_feed_alive else "silent",
        "feed": status_as_json(health.status)["feed"],
        "mode": health.status.mode.text,
        "market_time": _time(health.status.market_time),
        "quotes": {"live": health.live, "stale": health.stale, "unavailable": health.unavailable},
        "providers": [
            {
                "name": provider.name,
                "is_cooling": provider.is_cooling,
                "cooling_until": _time(provider.cooling_until),
                "successes": provider.successes,
                "failures": provider.failures,
                "failures_in_a_row": provider.failures_in_a_row,
                "latest_success_at": _time(provider.latest_success_at),
                "latest_failure_at": _time(provider.latest_failure_at),
                "latest_failure": provider.latest_failure,
                "latency_ms": provider.latency_ms,
            }
            for provider in health.providers
        ],
        "calendar_until": health.calendar_until.isoformat() if health.calendar_until else None,
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None

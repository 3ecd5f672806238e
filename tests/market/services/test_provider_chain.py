"""The live market's questions: counted in the database, and a provider that fails is left alone for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from market.models.provider_health import ProviderHealth
from market.selectors.instruments import facts_of
from market.services import provider_chain
from tests.factories.market import InstrumentFactory, RelianceFactory
from tests.market.providers.yahoo_server import YahooServer, chart, plain

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
META = {"regularMarketPrice": 1319.9000244140625, "regularMarketTime": int(AT.timestamp()), "chartPreviousClose": 1300.5}


@pytest.fixture
def yahoo(settings):
    with YahooServer() as server:
        settings.STEWARD_PROVIDERS = ["yahoo_chart"]
        settings.STEWARD_YAHOO_BASE_URL = server.url
        settings.STEWARD_PROVIDER_TIMEOUT_SECONDS = 2
        settings.STEWARD_PROVIDER_COOLDOWN_SECONDS = 60
        yield server


def test_an_answer_is_passed_on_and_counted(yahoo):
    reliance, other = facts_of(RelianceFactory()), facts_of(InstrumentFactory())
    yahoo.answers["RELIANCE.NS"] = chart({"meta": META})

    quotes, detail = provider_chain.fetch_quotes([reliance, other], AT)

    assert [(quote.instrument_id, quote.last, quote.source) for quote in quotes] == [(reliance.id, Decimal("1319.9"), "yahoo_chart")]
    assert detail == "1 of 2 instruments answered by yahoo_chart."
    health = ProviderHealth.objects.get()
    assert (health.name, health.successes, health.failures, health.latest_success_at) == ("yahoo_chart", 1, 0, AT)
    assert health.latency_ms is not None


def test_a_failure_is_told_counted_and_followed_by_a_pause(yahoo):
    reliance = facts_of(RelianceFactory())
    yahoo.otherwise = plain(429, b"Too Many Requests")

    quotes, detail = provider_chain.fetch_quotes([reliance], AT)
    _, while_cooling = provider_chain.fetch_quotes([reliance], AT + timedelta(seconds=59))

    assert quotes == []
    assert detail == "No provider of prices answers. yahoo_chart: Yahoo answers 429: too many questions."
    assert while_cooling == "No provider of prices answers. yahoo_chart: cooling down."
    assert len(yahoo.questions) == 1
    health = ProviderHealth.objects.get()
    assert (health.failures, health.failures_in_a_row, health.cooling_until) == (1, 1, AT + timedelta(seconds=60))


def test_after_the_pause_it_is_asked_again_and_recovers(yahoo):
    reliance = facts_of(RelianceFactory())
    yahoo.otherwise = plain(500, b"oops")
    provider_chain.fetch_quotes([reliance], AT)
    yahoo.otherwise = chart({"meta": META})

    quotes, _ = provider_chain.fetch_quotes([reliance], AT + timedelta(seconds=61))

    assert len(quotes) == 1
    health = ProviderHealth.objects.get()
    assert (health.successes, health.failures, health.failures_in_a_row, health.cooling_until) == (1, 1, 0, None)

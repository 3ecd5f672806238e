"""A wrong setting of the market is named before the desk starts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from market import checks
from stocksteward.core import clock


def found(settings, *, market="demo", providers=("yahoo_chart", "yfinance")):
    settings.STEWARD_MARKET = market
    settings.STEWARD_PROVIDERS = list(providers)
    return [message.id for message in (*checks.check_market_mode(None), *checks.check_providers(None))]


@pytest.mark.parametrize("market", ["", "paper", "replay:2021-02-30@1x", "replay:2021-05-31"])
def test_a_market_that_is_none_is_an_error(settings, market):
    assert found(settings, market=market) == ["market.E001"]


def test_a_day_that_is_not_over_cannot_be_replayed(settings):
    today = clock.ist_date(clock.now())

    assert found(settings, market=f"replay:{today}@1x") == ["market.E002"]
    assert found(settings, market=f"replay:{today + timedelta(days=9)}@1x") == ["market.E002"]


def test_an_unknown_provider_is_an_error(settings):
    assert found(settings, providers=["yahoo_chart", "bloomberg"]) == ["market.E003"]


def test_a_live_market_without_providers_is_worth_a_warning(settings):
    assert found(settings, market="live", providers=[]) == ["market.W001"]


@pytest.mark.parametrize("market", ["demo", "live", "replay:2021-05-31@600x"])
def test_the_three_markets_pass(settings, market):
    assert found(settings, market=market) == []

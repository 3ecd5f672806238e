"""The feed is told of what waits, what works and what is deployed, and forgets it when it is over."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from market.selectors.instruments import get_instrument
from market.services.demo import install_demo_market
from portfolio.services.portfolios import open_portfolio
from stocksteward.core import clock
from tests.factories.accounts import arjun
from tests.factories.trading import make_world
from trading.domain.strategies import DeploymentLimits
from trading.selectors.at_work import instrument_ids_at_work
from trading.services import strategies, trades

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def test_a_trade_is_followed_until_it_has_an_outcome():
    world = make_world()
    trade = world.trade()
    before = instrument_ids_at_work()
    trades.reject_trade(trade_id=trade.id, code="TEST", reason="No.", at=clock.now())

    assert before == [world.instrument.pk]
    assert instrument_ids_at_work() == []


def test_what_a_strategy_trades_is_followed_while_it_is_deployed():
    install_demo_market()
    user = arjun()
    portfolio = open_portfolio(user_id=user.pk, name="Paper", opening_cash=Decimal(100_000), at=AT)
    made = strategies.create_strategy(by=user, name="Trend", rule="indicator_vote", parameters={}, symbols=["TCS"], at=AT)
    limits = DeploymentLimits(quantity_max=10, value_inr_max=Decimal(25_000), period_seconds=3_600)
    draft = instrument_ids_at_work()
    strategies.deploy_strategy(by=user, strategy_id=made.id, portfolio_id=portfolio.id, limits=limits, at=AT)
    deployed = instrument_ids_at_work()
    strategies.pause_strategy(by=user, strategy_id=made.id, at=AT)

    assert (draft, deployed) == ([], [get_instrument(symbol="TCS").id])
    assert instrument_ids_at_work() == []

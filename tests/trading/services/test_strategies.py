"""Strategies: setting up, deploying, pausing, and the pilot of the demo desk; most of it is what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import UserState
from accounts.models.audit import AuditEvent
from market.services.demo import install_demo_market
from portfolio.services.portfolios import open_portfolio
from stocksteward.core.errors import BadInput, NotAllowed, NotFound
from tests.factories.accounts import BusinessOwnerFactory, arjun, bhavna, charu, dev
from trading.domain.strategies import DeploymentLimits
from trading.models.strategy import Strategy, StrategyDeployment
from trading.selectors.strategies import (
    find_running_deployment,
    get_comparison,
    get_signal,
    get_strategy_for,
    list_running_deployments,
    list_strategies_for,
)
from trading.services import strategies

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
LIMITS = DeploymentLimits(quantity_max=10, value_inr_max=Decimal(25_000), period_seconds=3_600)


@pytest.fixture(autouse=True)
def market():
    install_demo_market()


def create(by, **changes):
    values = {"name": "Trend", "rule": "indicator_vote", "parameters": {}, "symbols": ["RELIANCE"]}
    return strategies.create_strategy(by=by, **{**values, **changes}, at=AT)


def portfolio_of(user, **changes):
    values = {"name": "Paper", "opening_cash": Decimal(100_000)}
    return open_portfolio(user_id=user.pk, **{**values, **changes}, at=AT)


def deploy(by, strategy, portfolio, **changes):
    values = {"limits": LIMITS}
    return strategies.deploy_strategy(by=by, strategy_id=strategy.id, portfolio_id=portfolio.id, **{**values, **changes}, at=AT)


def test_a_new_strategy_is_a_draft_on_paper_with_all_its_parameters():
    made = create(arjun(), rule="moving_average_cross", parameters={"fast": 10}, symbols=["reliance", "TCS", "RELIANCE "])

    assert (made.mode, str(made.status)) == ("PAPER_TRADING", "DRAFT")
    assert made.parameters == {"fast": 10, "slow": 50}
    assert made.symbols == ("RELIANCE", "TCS")
    assert made.deployments == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"rule": "astrology"}, "rule"),
        ({"parameters": {"moon": 1}}, "parameters"),
        ({"symbols": []}, "symbols"),
        ({"symbols": ["NOSUCH"]}, "symbols"),
        ({"symbols": ["NIFTY 50"]}, "symbols"),
        ({"symbols": "RELIANCE"}, "symbols"),
        ({"symbols": [7]}, "symbols"),
        ({"symbols": [f"S{number}" for number in range(21)]}, "symbols"),
        ({"mode": "LIVE_TRADING"}, "mode"),
    ],
)
def test_what_cannot_be_is_refused_by_the_name_of_its_field(changes, field):
    with pytest.raises(BadInput) as refused:
        create(arjun(), **changes)

    assert list(refused.value.details) == [field]
    assert Strategy.objects.count() == 0


def test_two_strategies_of_one_owner_cannot_share_a_name_but_those_of_two_owners_can():
    trader = arjun()
    create(trader)

    with pytest.raises(strategies.StrategyNameIsTaken):
        create(trader, name=" Trend ")
    create(bhavna())

    assert Strategy.objects.count() == 2


def test_an_auditor_sets_nothing_up():
    with pytest.raises(NotAllowed):
        create(charu())


def test_a_trader_sets_nothing_up_for_another_but_the_owner_of_the_desk_does():
    trader, other = arjun(), bhavna()

    with pytest.raises(NotFound):
        create(trader, owner_id=other.pk)

    assert create(BusinessOwnerFactory(), owner_id=other.pk).owner_id == other.pk


def test_a_deployed_strategy_is_at_work_within_its_limits():
    trader = arjun()
    strategy, portfolio = create(trader), portfolio_of(trader)

    deployed = deploy(trader, strategy, portfolio, symbols=["tcs"])

    assert (str(deployed.status), deployed.symbols, deployed.quantity_max) == ("PAPER", ("TCS",), 10)
    assert (deployed.user_id, deployed.portfolio_id, deployed.rule) == (trader.pk, portfolio.id, "indicator_vote")
    assert list_running_deployments() == [deployed]
    assert str(get_strategy_for(user=trader, strategy_id=strategy.id).status) == "DEPLOYED"


def test_deploying_again_changes_the_limits_of_the_same_deployment():
    trader = arjun()
    strategy, portfolio = create(trader), portfolio_of(trader)
    first = deploy(trader, strategy, portfolio)

    second = deploy(trader, strategy, portfolio, limits=DeploymentLimits(quantity_max=1, value_inr_max=Decimal(5)))

    assert (second.id, second.quantity_max) == (first.id, 1)
    assert StrategyDeployment.objects.count() == 1


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        ({"quantity_max": 0}, "quantity_max"),
        ({"quantity_max": 1_000_001}, "quantity_max"),
        ({"value_inr_max": Decimal(0)}, "value_inr_max"),
        ({"value_inr_max": Decimal("NaN")}, "value_inr_max"),
        ({"value_inr_max": Decimal("0.00001")}, "value_inr_max"),
        ({"period_seconds": 59}, "period_seconds"),
        ({"period_seconds": 604_801}, "period_seconds"),
    ],
)
def test_limits_that_cannot_be_are_refused_by_name(limits, field):
    trader = arjun()
    strategy, portfolio = create(trader), portfolio_of(trader)
    values = {"quantity_max": 10, "value_inr_max": Decimal(100), "period_seconds": 60, **limits}

    with pytest.raises(BadInput) as refused:
        deploy(trader, strategy, portfolio, limits=DeploymentLimits(**values))

    assert list(refused.value.details) == [field]
    assert list_running_deployments() == []


def test_somebody_elses_strategy_or_portfolio_is_not_there():
    trader, other = arjun(), bhavna()
    mine, theirs = create(trader), create(other)

    with pytest.raises(NotFound):
        deploy(trader, theirs, portfolio_of(trader))
    with pytest.raises(NotFound):
        deploy(trader, mine, portfolio_of(other))
    with pytest.raises(NotFound):
        strategies.pause_strategy(by=dev(), strategy_id=mine.id, at=AT)
    with pytest.raises(NotFound):
        get_strategy_for(user=trader, strategy_id=theirs.id)
    assert [row.pk for row in list_strategies_for(user=trader)] == [mine.id]


def test_the_owner_of_the_desk_cannot_let_one_traders_strategy_trade_for_another():
    strategy = create(arjun())

    with pytest.raises(BadInput) as refused:
        deploy(BusinessOwnerFactory(), strategy, portfolio_of(bhavna()))

    assert list(refused.value.details) == ["portfolio_id"]


def test_an_auditor_sees_every_strategy_and_deploys_none():
    trader, auditor = arjun(), charu()
    strategy, portfolio = create(trader), portfolio_of(trader)

    assert get_strategy_for(user=auditor, strategy_id=strategy.id) == strategy
    with pytest.raises(NotAllowed):
        deploy(auditor, strategy, portfolio)
    with pytest.raises(NotAllowed):
        strategies.pause_strategy(by=auditor, strategy_id=strategy.id, at=AT)


def test_a_paused_strategy_is_not_at_work_until_it_is_resumed():
    trader = arjun()
    strategy, portfolio = create(trader), portfolio_of(trader)
    deployed = deploy(trader, strategy, portfolio)

    for _ in range(2):
        (paused,) = strategies.pause_strategy(by=trader, strategy_id=strategy.id, at=AT)
    assert str(paused.status) == "PAUSED"
    assert list_running_deployments() == []
    assert find_running_deployment(deployment_id=deployed.id) is None
    assert str(get_strategy_for(user=trader, strategy_id=strategy.id).status) == "PAUSED"

    strategies.resume_strategy(by=trader, strategy_id=strategy.id, portfolio_id=portfolio.id, at=AT)
    assert find_running_deployment(deployment_id=deployed.id) == deployed
    assert list(AuditEvent.objects.filter(action__startswith="strategy.").order_by("pk").values_list("action", flat=True)) == [
        "strategy.created",
        "strategy.deployed",
        "strategy.paused",
        "strategy.resumed",
    ]


def test_pausing_what_is_not_deployed_is_told():
    trader = arjun()
    strategy = create(trader)

    with pytest.raises(strategies.NotDeployed):
        strategies.pause_strategy(by=trader, strategy_id=strategy.id, at=AT)


def test_the_database_refuses_a_live_strategy():
    strategy = create(arjun())

    with pytest.raises(IntegrityError), transaction.atomic():
        Strategy.objects.filter(pk=strategy.id).update(mode="LIVE_TRADING")


# The pilot


def test_the_pilot_is_for_active_traders_with_a_demo_portfolio_and_is_made_once():
    owner, trader, own_money = BusinessOwnerFactory(), arjun(), bhavna()
    suspended = dev(state=UserState.SUSPENDED)
    demo = portfolio_of(trader, origin="DEMO", is_default=True)
    portfolio_of(own_money, is_default=True)
    portfolio_of(suspended, origin="DEMO", is_default=True)

    first, again = strategies.bootstrap_pilot(by=owner, at=AT), strategies.bootstrap_pilot(by=owner, at=AT)

    assert first == again
    assert [(deployed.user_id, deployed.portfolio_id) for deployed in first] == [(trader.pk, demo.id)]
    assert Strategy.objects.count() == 1


def test_the_pilot_does_not_resume_what_the_trader_has_paused():
    owner, trader = BusinessOwnerFactory(), arjun()
    portfolio_of(trader, origin="DEMO", is_default=True)
    (deployed,) = strategies.bootstrap_pilot(by=owner, at=AT)
    strategies.pause_strategy(by=trader, strategy_id=deployed.strategy_id, at=AT)

    strategies.bootstrap_pilot(by=owner, at=AT)

    assert list_running_deployments() == []


@pytest.mark.parametrize("person", [arjun, charu], ids=["a trader", "an auditor"])
def test_who_does_not_run_the_desk_bootstraps_nothing(person):
    with pytest.raises(NotAllowed):
        strategies.bootstrap_pilot(by=person(), at=AT)


@pytest.mark.parametrize("by_address", [True, False])
def test_installing_the_demo_twice_makes_one_strategy_for_its_trader(by_address):
    trader, auditor = arjun(), charu()
    portfolio_of(trader, origin="DEMO", is_default=True)
    ids = {trader.email: trader.pk, auditor.email: auditor.pk} if by_address else [trader.pk, auditor.pk]

    for _ in range(2):
        strategies.install_demo_strategies(user_ids=ids, at=AT)

    assert [deployed.user_id for deployed in list_running_deployments()] == [trader.pk]


# What the rules say


def test_every_rule_can_be_compared_on_one_instrument():
    found = get_comparison(symbol="reliance", choices=[], at=AT)

    assert found.symbol == "RELIANCE"
    assert [signal.rule for signal in found.signals] == ["indicator_vote", "moving_average_cross", "rsi_reversion"]
    assert found.as_of is not None


def test_an_unknown_symbol_or_rule_is_refused_by_name():
    with pytest.raises(BadInput) as no_symbol:
        get_signal(symbol="NOSUCH", rule="indicator_vote", at=AT)
    with pytest.raises(BadInput) as no_rule:
        get_signal(symbol="RELIANCE", rule="astrology", at=AT)

    assert list(no_symbol.value.details) == ["symbol"]
    assert list(no_rule.value.details) == ["rule"]

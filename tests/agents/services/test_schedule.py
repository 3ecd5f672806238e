"""Deployed strategies: once a period, the signal decides, code sizes, and no signal means no trade."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from agents.enums import RunStatus
from agents.models.deployment_period import DeploymentPeriod
from agents.models.run import AgentRun
from agents.services import runs, schedule
from stocksteward.core import clock
from tests.agents.desk import ALL_DONE, KilledHere, Script, in_parallel, let_lease_run_out, open_small_desk, steps_of
from tests.factories.agents import AdviceFactory
from trading.domain.strategies import DeploymentLimits
from trading.models.approval import Approval
from trading.models.order import Order
from trading.models.trade import Trade
from trading.selectors.strategies import list_running_deployments
from trading.services import strategies

pytestmark = pytest.mark.django_db(transaction=True)
LIMITS = DeploymentLimits(quantity_max=10, value_inr_max=Decimal(25_000))


@pytest.fixture
def desk():
    return open_small_desk()


@pytest.fixture
def strategy(desk):
    made = strategies.create_strategy(
        by=desk.user, name="Trend", rule="indicator_vote", parameters={}, symbols=["RELIANCE"], at=clock.now()
    )
    strategies.deploy_strategy(by=desk.user, strategy_id=made.id, portfolio_id=desk.portfolio.id, limits=LIMITS, at=clock.now())
    return made


def start_one(at=None):
    assert schedule.run_deployed_strategies(at=at or clock.now()) == 1
    return str(AgentRun.objects.latest("created_at").pk)


def test_period_is_started_once_by_four_callers_at_the_same_time(strategy):
    at = clock.now()

    in_parallel(lambda: schedule.run_deployed_strategies(at=at), threads=4)

    assert (DeploymentPeriod.objects.count(), AgentRun.objects.count()) == (1, 1)


def test_next_period_is_started_again(strategy):
    at = clock.now()
    (deployment,) = list_running_deployments()

    counts = [schedule.run_deployed_strategies(at=at + timedelta(seconds=deployment.period_seconds * number)) for number in (0, 0, 1)]

    assert counts == [1, 0, 1]


def test_buy_signal_trades_the_size_that_code_decides(desk, strategy):
    run_id = start_one()

    status = runs.advance_run(run_id=run_id, make_agents=Script())

    trade = Trade.objects.get()
    assert status == RunStatus.DONE
    assert (trade.side, trade.quantity, trade.origin, trade.status, trade.run_id) == ("BUY", 10, "STRATEGY", "EXECUTED", run_id)
    assert steps_of(run_id) == ALL_DONE


@pytest.mark.parametrize("action", ["HOLD", "ABSTAIN"])
def test_no_signal_keeps_the_run_and_makes_no_trade(desk, strategy, action):
    run_id = start_one()

    status = runs.advance_run(run_id=run_id, make_agents=Script(advice=AdviceFactory(action=action)))

    run = AgentRun.objects.get()
    assert (status, run.trade_id) == (RunStatus.DONE, None)
    assert steps_of(run_id) == ALL_DONE | {"risk_management": "SKIPPED", "execution": "SKIPPED"}
    assert not Trade.objects.exists()


def test_sell_signal_without_shares_makes_no_trade(desk, strategy):
    run_id = start_one()

    runs.advance_run(run_id=run_id, make_agents=Script(advice=AdviceFactory(action="SELL")))

    assert not Trade.objects.exists()


def test_unsure_signal_waits_for_a_person(desk, strategy):
    run_id = start_one()

    status = runs.advance_run(run_id=run_id, make_agents=Script(advice=AdviceFactory(confidence=Decimal("0.5"))))

    assert status == RunStatus.WAITING_APPROVAL
    assert [reason["code"] for reason in Approval.objects.get().reasons] == ["CONFIDENCE_BELOW_THRESHOLD"]


def test_rule_of_the_deployment_decides_on_bars_and_never_asks_the_model(desk, strategy, settings):
    settings.GROQ_API_KEY = "gsk_test"
    settings.GROQ_BASE_URL = "http://127.0.0.1:1"
    run_id = start_one()

    runs.advance_run(run_id=run_id)

    step = AgentRun.objects.get().steps.get(agent="strategy")
    assert (step.output["advice"]["provider"], step.model, step.prompt_hash) == ("rule", "indicator_vote", "")


def test_strategy_paused_while_its_run_is_under_way_does_not_trade(desk, strategy):
    run_id = start_one()

    def pause(given):
        strategies.pause_strategy(by=desk.user, strategy_id=strategy.id, portfolio_id=desk.portfolio.id, at=clock.now())
        return usual(given)

    usual = Script()(model=None).trade_decision
    status = runs.advance_run(run_id=run_id, make_agents=Script(instead={"trade_decision": pause}))

    assert status == RunStatus.DONE
    assert steps_of(run_id)["risk_management"] == "FAILED"
    assert not Trade.objects.exists()


@pytest.mark.parametrize("moment", ["raises_before", "raises_after"])
@pytest.mark.parametrize("agent", ["trade_decision", "risk_management", "execution"])
def test_killed_strategy_run_makes_one_trade_and_one_order(desk, strategy, agent, moment):
    run_id = start_one()
    with pytest.raises(KilledHere):
        runs.advance_run(run_id=run_id, make_agents=Script(**{moment: agent}))
    let_lease_run_out(run_id)
    desk.refresh_quote(last=Decimal("1301.00"))

    status = runs.advance_run(run_id=run_id, make_agents=Script())

    assert status == RunStatus.DONE
    assert (Trade.objects.count(), Order.objects.count()) == (1, 1)
    assert Trade.objects.get().status == "EXECUTED"

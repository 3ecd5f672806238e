"""Killed workers, two workers, late workers: a step that is done stays done, and there is never a second order."""

from __future__ import annotations

import pytest

from accounts.models.notification import Notification
from agents.enums import AgentName, RunStatus
from agents.models.run import AgentRun
from agents.models.step import AgentStep
from agents.services import runs
from portfolio.selectors.holdings import get_holding
from tests.agents.desk import ALL_DONE, KilledHere, Script, in_parallel, let_lease_run_out, open_small_desk, steps_of
from trading.models.fill import Fill
from trading.models.order import Order
from trading.selectors.trades import get_trade

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk():
    return open_small_desk()


def assert_executed_once(desk, trade, run_id):
    assert get_trade(trade_id=trade.id).status == "EXECUTED"
    assert steps_of(run_id) == ALL_DONE
    assert (Order.objects.count(), Fill.objects.count()) == (1, 1)
    assert get_holding(portfolio_id=desk.portfolio.id, instrument_id=desk.instrument.pk).quantity == 10
    assert Notification.objects.filter(user=desk.user, title="BUY 10 RELIANCE executed").count() == 1


@pytest.mark.parametrize("agent", list(AgentName))
@pytest.mark.parametrize("moment", ["raises_before", "raises_after"])
def test_killed_run_resumes_at_the_first_unfinished_step(desk, agent, moment):
    trade, run_id = desk.start()
    with pytest.raises(KilledHere):
        runs.advance_run(run_id=run_id, make_agents=Script(**{moment: agent}))
    before = {step.agent: (step.output, step.finished_at) for step in AgentStep.objects.filter(run_id=run_id, status="DONE")}
    held = runs.advance_run(run_id=run_id, make_agents=Script())
    let_lease_run_out(run_id)
    desk.refresh_quote()

    second = Script()
    status = runs.advance_run(run_id=run_id, make_agents=second)

    after = {step.agent: (step.output, step.finished_at) for step in AgentStep.objects.filter(run_id=run_id)}
    assert held is None
    assert status == RunStatus.DONE
    assert list(before) == [name.value for name in AgentName if name not in second.worked]
    assert {name: after[name] for name in before} == before
    assert_executed_once(desk, trade, run_id)


def test_message_delivered_eight_times_at_once_makes_one_order(desk):
    trade, run_id = desk.start()
    script = Script()

    in_parallel(lambda: runs.advance_run(run_id=run_id, make_agents=script))

    assert sorted(script.worked) == sorted(AgentName)
    assert_executed_once(desk, trade, run_id)


def test_same_trade_started_eight_times_at_once_is_one(desk):
    found = set()

    in_parallel(lambda: found.add(desk.start()[1]))

    assert len(found) == 1
    assert (AgentRun.objects.count(), AgentStep.objects.count()) == (1, 7)


@pytest.mark.parametrize("agent", list(AgentName))
def test_worker_that_comes_back_from_the_dead_changes_nothing(desk, agent):
    trade, run_id = desk.start()
    usual = getattr(Script()(model=None), agent.value)

    def take_long(given):
        answer = usual(given)
        let_lease_run_out(run_id)
        runs.advance_run(run_id=run_id, make_agents=Script())
        return answer

    status = runs.advance_run(run_id=run_id, make_agents=Script(instead={agent: take_long}))

    assert status is None
    assert_executed_once(desk, trade, run_id)

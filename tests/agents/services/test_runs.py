"""Runs: started once, advanced step by step, parked and woken; the advice never trades by itself."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models.notification import Notification
from agents.enums import RunStatus
from agents.models.run import AgentRun
from agents.models.step import AgentStep
from agents.pipeline.execution import execute
from agents.services import leases, runs
from portfolio.selectors.holdings import get_holding
from stocksteward.core import clock
from tests.agents.desk import ALL_DONE, Script, open_small_desk, steps_of
from tests.factories.accounts import set_thresholds
from tests.factories.agents import AdviceFactory
from trading.enums import OrderType, Side
from trading.models.approval import Approval
from trading.models.order import Order
from trading.models.trade import Trade
from trading.selectors.trades import get_trade
from trading.services import approvals, trades
from trading.services.trades import ClientOrderIdReused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk():
    return open_small_desk()


def test_start_trade_makes_one_trade_one_run_and_seven_steps(desk):
    trade, run_id = desk.start()

    run = AgentRun.objects.get()
    assert (str(run.pk), run.trade_id, run.status) == (run_id, trade.id, "PENDING")
    assert trade.run_id == run_id
    assert list(AgentStep.objects.order_by("position").values_list("position", "status")) == [(n, "PENDING") for n in range(1, 8)]


def test_start_trade_twice_with_the_same_id_makes_one(desk):
    first = desk.start()
    second = desk.start()

    assert first == second
    assert (Trade.objects.count(), AgentRun.objects.count(), AgentStep.objects.count()) == (1, 1, 7)


def test_same_id_with_another_body_is_refused_and_adds_nothing(desk):
    desk.start()

    with pytest.raises(ClientOrderIdReused):
        desk.start(quantity=11)

    assert (Trade.objects.count(), AgentRun.objects.count()) == (1, 1)


def test_agreeing_advice_executes_the_trade_as_asked(desk):
    trade, run_id = desk.start()

    status = runs.advance_run(run_id=run_id, make_agents=Script())

    done = get_trade(trade_id=trade.id)
    assert status == RunStatus.DONE
    assert (done.status, done.side, done.filled_quantity) == ("EXECUTED", "BUY", 10)
    assert steps_of(run_id) == ALL_DONE
    assert get_holding(portfolio_id=desk.portfolio.id, instrument_id=desk.instrument.pk).quantity == 10
    assert Notification.objects.filter(user=desk.user, title="BUY 10 RELIANCE executed").count() == 1
    assert done.market_behavior.startswith("RELIANCE at ₹1,300.00")
    assert done.decision_logic == "BUY says the script."


def test_every_step_keeps_what_it_rested_on(desk):
    _, run_id = desk.start()
    runs.advance_run(
        run_id=run_id,
        make_agents=Script(advice=AdviceFactory(prompt_hash="p" * 64, tokens_in=10, tokens_out=5, cost_usd=Decimal("0.000669"))),
    )

    steps = AgentStep.objects.filter(run_id=run_id)
    assert all(len(step.input_hash) == 64 and step.output and step.started_at <= step.finished_at for step in steps)
    strategy = steps.get(agent="strategy")
    assert (strategy.model, strategy.prompt_hash, strategy.tokens_in, strategy.tokens_out) == ("indicator_vote", "p" * 64, 10, 5)
    assert strategy.cost_micro_usd == 669
    assert {step.trace_id for step in steps} == {AgentRun.objects.get().trace_id}


@pytest.mark.parametrize(
    ("action", "confidence", "code"),
    [
        ("SELL", "0.9", "ADVICE_DISAGREES"),
        ("HOLD", "0.9", "ADVICE_DISAGREES"),
        ("ABSTAIN", "0", "ADVICE_ABSTAINED"),
        ("BUY", "0.69", "CONFIDENCE_BELOW_THRESHOLD"),
    ],
)
def test_advice_that_does_not_support_the_trade_sends_it_to_a_person_unchanged(desk, action, confidence, code):
    trade, run_id = desk.start()

    status = runs.advance_run(run_id=run_id, make_agents=Script(advice=AdviceFactory(action=action, confidence=Decimal(confidence))))

    waiting = get_trade(trade_id=trade.id)
    assert status == RunStatus.WAITING_APPROVAL
    assert (waiting.status, waiting.side, waiting.quantity, waiting.symbol) == ("AWAITING_APPROVAL", "BUY", 10, "RELIANCE")
    assert [reason["code"] for reason in Approval.objects.get().reasons] == [code]
    assert steps_of(run_id)["execution"] == "WAITING"
    assert not Order.objects.exists()


def test_value_above_the_threshold_is_added_to_the_reasons(desk):
    _, run_id = desk.start(quantity=50)

    runs.advance_run(run_id=run_id, make_agents=Script(advice=AdviceFactory(action="SELL")))

    assert [reason["code"] for reason in Approval.objects.get().reasons] == ["ADVICE_DISAGREES", "VALUE_THRESHOLD"]


def test_advancing_a_parked_run_asks_no_second_question(desk):
    _, run_id = desk.start(quantity=50)

    for _ in range(3):
        runs.advance_run(run_id=run_id, make_agents=Script())

    assert Approval.objects.count() == 1
    assert AgentRun.objects.get().status == "WAITING_APPROVAL"


def test_approval_lets_the_run_go_on_to_the_end(desk):
    trade, run_id = desk.start(quantity=50)
    script = Script()
    runs.advance_run(run_id=run_id, make_agents=script)
    desk.refresh_quote()

    approvals.approve(user=desk.user, approval_id=Approval.objects.get().pk, at=clock.now())
    status = runs.advance_run(run_id=run_id, make_agents=script)

    assert status == RunStatus.DONE
    assert get_trade(trade_id=trade.id).status == "EXECUTED"
    assert steps_of(run_id) == ALL_DONE
    assert sorted(script.worked) == sorted(ALL_DONE)


def test_gate_that_changes_after_the_risk_step_puts_the_trade_before_a_person(desk):
    trade, run_id = desk.start()

    def lower_the_threshold_first(given):
        set_thresholds(desk.user, approval="100", confidence="0.7")
        return execute(given)

    parked = runs.advance_run(run_id=run_id, make_agents=Script(instead={"execution": lower_the_threshold_first}))

    assert parked == RunStatus.WAITING_APPROVAL
    assert get_trade(trade_id=trade.id).status == "AWAITING_APPROVAL"
    assert [reason["code"] for reason in Approval.objects.get().reasons] == ["VALUE_THRESHOLD"]
    assert AgentStep.objects.get(run_id=run_id, agent="risk_management").output["outcome"] != "NEEDS_APPROVAL"
    assert steps_of(run_id)["execution"] == "WAITING"
    assert not Order.objects.exists()

    desk.refresh_quote()
    approvals.approve(user=desk.user, approval_id=Approval.objects.get().pk, at=clock.now())
    ended = runs.advance_run(run_id=run_id, make_agents=Script())

    assert (ended, get_trade(trade_id=trade.id).status, Order.objects.count()) == (RunStatus.DONE, "EXECUTED", 1)


def test_rejection_ends_the_run_without_an_order(desk):
    trade, run_id = desk.start(quantity=50)
    runs.advance_run(run_id=run_id, make_agents=Script())

    approvals.reject(user=desk.user, approval_id=Approval.objects.get().pk, reason="Too much.", at=clock.now())
    status = runs.advance_run(run_id=run_id, make_agents=Script())

    assert status == RunStatus.DONE
    assert get_trade(trade_id=trade.id).status == "REJECTED"
    assert steps_of(run_id)["execution"] == "SKIPPED"
    assert not Order.objects.exists()


def test_denied_trade_is_rejected_with_every_reason_in_words(desk):
    trade, run_id = desk.start(quantity=5000)

    status = runs.advance_run(run_id=run_id, make_agents=Script())

    rejected = get_trade(trade_id=trade.id)
    outcome = AgentStep.objects.get(run_id=run_id, agent="risk_management").output
    assert status == RunStatus.DONE
    assert rejected.status == "REJECTED"
    assert {"FREE_CASH", "ORDER_VALUE", "POSITION_SIZE"} <= {denial["code"] for denial in outcome["denials"]}
    assert all(denial["message"] in rejected.rejection_reason for denial in outcome["denials"])
    assert steps_of(run_id)["execution"] == "SKIPPED"
    assert not Order.objects.exists()


def test_trade_cancelled_while_the_agents_work_gets_no_order(desk):
    trade, run_id = desk.start()

    def cancel(given):
        trades.cancel_trade(user=desk.user, trade_id=trade.id, at=clock.now())
        return usual(given)

    script = Script()
    usual = script(model=None).risk_management
    status = runs.advance_run(run_id=run_id, make_agents=Script(instead={"risk_management": cancel}))

    assert status == RunStatus.DONE
    assert get_trade(trade_id=trade.id).status == "CANCELLED"
    assert steps_of(run_id)["execution"] == "SKIPPED"
    assert not Order.objects.exists()


def test_resting_limit_order_parks_the_run_and_its_end_reports(desk):
    trade, run_id = desk.start(order_type=OrderType.LIMIT, limit_price=Decimal("1200.00"))

    parked = runs.advance_run(run_id=run_id, make_agents=Script())
    trades.cancel_trade(user=desk.user, trade_id=trade.id, at=clock.now())
    ended = runs.advance_run(run_id=run_id, make_agents=Script())

    assert (parked, ended) == (RunStatus.WAITING_FILL, RunStatus.DONE)
    assert steps_of(run_id) == ALL_DONE
    assert AgentStep.objects.get(run_id=run_id, agent="reporting").output["trade_status"] == "CANCELLED"


def test_sale_of_shares_that_are_not_there_is_denied(desk):
    trade, run_id = desk.start(side=Side.SELL)

    runs.advance_run(run_id=run_id, make_agents=Script(advice=AdviceFactory(action="SELL")))

    assert get_trade(trade_id=trade.id).status == "REJECTED"


def test_finished_run_is_not_advanced_again(desk):
    _, run_id = desk.start()
    script = Script()
    runs.advance_run(run_id=run_id, make_agents=script)

    assert runs.advance_run(run_id=run_id, make_agents=script) is None
    assert len(script.worked) == 7


def test_run_that_nobody_knows_is_not_advanced():
    assert runs.advance_run(run_id="00000000-0000-0000-0000-000000000000") is None


def test_sweep_picks_up_the_unstarted_the_abandoned_and_those_done_waiting(desk):
    long_ago = clock.now() - timedelta(minutes=1)
    run_ids = [desk.start(client_order_id=f"order-{number}", quantity=50 + number)[1] for number in range(6)]
    unstarted, abandoned, working, waiting, decided, finished = run_ids
    for run_id in (waiting, decided, finished):
        runs.advance_run(run_id=run_id, make_agents=Script())
    desk.refresh_quote()
    AgentRun.objects.update(enqueued_at=long_ago)
    leases.claim(run_id=abandoned, at=long_ago)
    leases.claim(run_id=working, at=clock.now())
    for run_id in (decided, finished):
        approvals.reject(user=desk.user, approval_id=Approval.objects.get(trade__run_id=run_id).pk, at=clock.now())
    runs.advance_run(run_id=finished, make_agents=Script())

    swept = runs.sweep_runs()

    picked = {str(pk) for pk in AgentRun.objects.filter(enqueued_at__gt=long_ago).values_list("pk", flat=True)}
    assert picked == {unstarted, abandoned, decided}
    assert swept == 3
    assert runs.sweep_runs() == 0


def test_run_that_makes_no_progress_is_given_up_and_its_trade_fails(desk):
    trade, run_id = desk.start()
    AgentRun.objects.update(claims_since_progress=leases.CLAIMS_WITHOUT_PROGRESS_MAX)

    status = runs.advance_run(run_id=run_id, make_agents=Script())

    assert status == RunStatus.FAILED
    assert get_trade(trade_id=trade.id).status == "FAILED"
    assert steps_of(run_id) == {name: "FAILED" if name == "user_profile" else "SKIPPED" for name in ALL_DONE}

"""Starting, advancing, waking and sweeping runs of the pipeline. The row is the queue: a message only says that it is worth a look."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from accounts.domain.audit_context import acting_as
from accounts.enums import NotificationKind
from accounts.services import audit
from accounts.services.notifications import notify
from agents import tasks
from agents.domain import frozen_json
from agents.domain.wish import Wish
from agents.enums import AgentName, RunStatus, StepStatus
from agents.llm.base import LanguageModel
from agents.llm.registry import configured_model
from agents.models.run import AgentRun
from agents.models.step import AgentStep
from agents.pipeline import orchestrator
from agents.pipeline.orchestrator import Agents, Note, StepResult, Work
from agents.selectors import runs as run_questions
from agents.services import leases
from agents.services.desk import RunDesk
from market.selectors.instruments import get_instrument_by_id
from stocksteward.core import clock
from stocksteward.core.errors import StewardError, Unavailable
from stocksteward.core.models import new_id
from stocksteward.core.trace import tracing
from trading.domain.facts import TradeFacts
from trading.domain.order_terms import OrderTerms
from trading.enums import TradeOrigin, TradeStatus
from trading.selectors.trades import get_trade
from trading.services import trades

logger = logging.getLogger(__name__)

SWEPT_AGAIN_AFTER = timedelta(seconds=10)
SWEPT_AT_ONCE_MAX = 200
WAKES_MAX = 5
_SKIPPED_AFTER_FAILURE = tuple(agent for agent in AgentName if agent != AgentName.REPORTING)


def start_trade(
    *,
    user_id: int,
    portfolio_id: int,
    terms: OrderTerms,
    client_order_id: str,
    origin: TradeOrigin,
    at: datetime,
    decision_logic: str = "",
) -> tuple[TradeFacts, str]:
    """Write down a person's trade and its run in one transaction, and have the run advanced after the commit.

    The same client order id with the same body returns the trade and run that it made. The caller has checked that the
    person may trade on this portfolio. Returns the trade and the run's id (empty if the trade was made at another door).

    :raises BadInput: if a term is wrong; the field is named.
    :raises ClientOrderIdReused: if the id was used for another wish.
    """
    instrument = get_instrument_by_id(instrument_id=terms.instrument_id)
    wish = Wish(
        user_id=user_id,
        portfolio_id=portfolio_id,
        instrument_id=instrument.id,
        symbol=instrument.symbol,
        exchange=instrument.exchange,
        side=terms.side.value,
        quantity=terms.quantity,
        order_type=terms.order_type.value,
        limit_price=terms.limit_price,
        product=terms.product.value,
        validity=terms.validity.value,
        origin=origin.value,
        client_order_id=client_order_id,
        decision_logic=decision_logic,
    )
    with transaction.atomic():
        run_id = new_id()
        trade = trades.request_trade(
            user_id=user_id,
            portfolio_id=portfolio_id,
            terms=terms,
            client_order_id=client_order_id,
            origin=origin,
            decision_logic=decision_logic,
            run_id=str(run_id),
            at=at,
        )
        if trade.run_id != str(run_id):
            return trade, trade.run_id
        leases.create_runs(wishes=[wish], at=at, trade_id=trade.id, run_ids=[run_id])
        enqueue(run_id=run_id)
    return trade, str(run_id)


def enqueue(*, run_id: uuid.UUID | str) -> None:
    """Have the run looked at after the commit; a message that cannot be sent is made good by the sweep."""
    # Not a partial: Django logs a failure under the function's name, which a partial has not, and the request would fall over that.
    transaction.on_commit(lambda: tasks.advance_run.delay(run_id=str(run_id)), robust=True)


def advance_run(*, run_id: str | uuid.UUID, make_agents: Callable[..., Agents] = orchestrator.usual_agents) -> RunStatus | None:
    """Work on a run from its first unfinished step until it ends or has to wait; return where it stands.

    None if it is over, unknown, or in somebody else's hand. An unexpected error is not caught: the lease runs out and the
    sweep lets somebody else try, at most ``CLAIMS_WITHOUT_PROGRESS_MAX`` times.
    """
    status = None
    for _ in range(WAKES_MAX):
        run = leases.claim(run_id=run_id, at=clock.now())
        if run is None:
            return status
        with tracing(run.trace_id), acting_as(actor_id=None, on_behalf_of_id=run.user_id, reason=f"Run {run.pk}"):
            try:
                _work(run, make_agents=make_agents)
            except leases.LeaseLost:
                logger.warning("run %s is in other hands by now", run.pk)
                return None
        status = RunStatus(run.status)
        # What it waits for may have happened between the last look and the parking: then nobody else would wake it.
        if not _may_go_on(run):
            break
    return status


def resume_run_of_trade(*, trade_id: int) -> None:
    """Wake the run that waits for this trade's approval or end, if there is one; the lower app announces both."""
    transaction.on_commit(lambda: _wake(trade_id=trade_id), robust=True)


def sweep_runs(*, at: datetime | None = None) -> int:
    """Have every run looked at that should move and that nobody was asked to move lately; return how many."""
    at = at or clock.now()
    run_ids = run_questions.list_runs_to_resume(at=at, enqueued_before=at - SWEPT_AGAIN_AFTER, limit=SWEPT_AT_ONCE_MAX)
    if run_ids:
        AgentRun.objects.filter(pk__in=run_ids).update(enqueued_at=at)
    for run_id in run_ids:
        enqueue(run_id=run_id)
    return len(run_ids)


def _wake(*, trade_id: int) -> None:
    run_id = run_questions.find_parked_run_of_trade(trade_id=trade_id)
    if run_id is not None:
        enqueue(run_id=run_id)


def _may_go_on(run: AgentRun) -> bool:
    if run.status not in {RunStatus.WAITING_APPROVAL, RunStatus.WAITING_FILL} or run.trade_id is None:
        return False
    trade = get_trade(trade_id=run.trade_id)
    if run.status == RunStatus.WAITING_APPROVAL:
        return trade.status != TradeStatus.AWAITING_APPROVAL
    return trade.is_finished


def _work(run: AgentRun, *, make_agents: Callable[..., Agents]) -> None:
    steps = list(AgentStep.objects.filter(run=run).order_by("position"))
    unfinished = [step for step in steps if step.status in {StepStatus.PENDING, StepStatus.WAITING}]
    if run.claims_since_progress > leases.CLAIMS_WITHOUT_PROGRESS_MAX:
        _give_up(run, step=unfinished[0])
        return
    model = configured_model()
    wish = frozen_json.from_json(Wish, run.request)
    agents = make_agents(model=model)
    outputs = {
        AgentName(step.agent): orchestrator.read_output(AgentName(step.agent), step.output)
        for step in steps
        if step.status == StepStatus.DONE
    }
    skipped: set[str] = set()
    for step in unfinished:
        if step.agent in skipped:
            continue
        started_at = clock.now()
        desk = RunDesk(run=run, wish=wish, at=started_at)
        work = Work(wish=wish, desk=desk, agents=agents, at=started_at, outputs=outputs)
        result = _take_step(step, work=work, desk=desk)
        leases.store_step(
            run=run,
            step=step,
            result=result,
            started_at=started_at,
            finished_at=clock.now(),
            lease=_lease_after(step, model=model),
            effects=partial(_effects, run=run, step=step, result=result, work=work),
        )
        if result.parks_as is not None:
            return
        skipped.update(result.skips)
        if result.status == StepStatus.DONE:
            outputs[AgentName(step.agent)] = result.output


def _take_step(step: AgentStep, *, work: Work, desk: RunDesk) -> StepResult:
    try:
        return orchestrator.run_step(AgentName(step.agent), work)
    except Unavailable:
        raise  # it will be there again: the lease runs out and the step is tried anew
    except StewardError as error:
        if step.agent == AgentName.REPORTING:
            raise
        desk.reject(code=error.code, reason=error.message)
        return StepResult(StepStatus.FAILED, Note(summary=error.message, code=error.code), skips=_SKIPPED_AFTER_FAILURE)


def _lease_after(step: AgentStep, *, model: LanguageModel | None) -> timedelta:
    if model is not None and step.agent == AgentName.MARKET_DATA:
        return leases.LEASE + timedelta(seconds=model.timeout_seconds)
    return leases.LEASE


def _effects(*, run: AgentRun, step: AgentStep, result: StepResult, work: Work) -> None:
    if result.status != StepStatus.DONE:
        return
    if step.agent == AgentName.STRATEGY and result.output.advice.prompt_hash:
        _record_model_call(run, result=result)
    if step.agent == AgentName.RISK_MANAGEMENT and run.trade_id is not None:
        _note_advice(work, trade_id=run.trade_id)
    if step.agent == AgentName.REPORTING:
        report = result.output
        link = "" if run.trade_id is None else f"/trades/{run.trade_id}/"
        notify(user_id=run.user_id, kind=NotificationKind.TRADE, title=report.title, body=report.body, link=link, at=clock.now())


def _note_advice(work: Work, *, trade_id: int) -> None:
    trades.note_decision(
        trade_id=trade_id,
        market_behavior=work.outputs[AgentName.MARKET_DATA].summary,
        # What the person has written stays; where they wrote nothing, the advice stands.
        decision_logic=None if work.wish.decision_logic else work.outputs[AgentName.STRATEGY].summary,
    )


def _record_model_call(run: AgentRun, *, result: StepResult) -> None:
    advice = result.output.advice
    audit.record(
        action="model.asked",
        object_type="agentrun",
        object_id=str(run.pk),
        after={
            "provider": advice.provider,
            "model": advice.model,
            "prompt_hash": advice.prompt_hash,
            "input_hash": result.input_hash,
            "action": advice.action,
            "confidence": str(advice.confidence),
            "abstain_code": advice.abstain_code,
            "tokens_in": advice.tokens_in,
            "tokens_out": advice.tokens_out,
            "cost_usd": None if advice.cost_usd is None else str(advice.cost_usd),
        },
        on_behalf_of_id=run.user_id,
    )


def _give_up(run: AgentRun, *, step: AgentStep) -> None:
    at = clock.now()
    reason = "The desk tried several times and could not finish this step."
    logger.error("run %s makes no progress at %s", run.pk, step.agent)
    leases.give_up(run=run, step=step, reason=reason, at=at)
    if run.trade_id is not None:
        trades.fail_trade(trade_id=run.trade_id, code="RUN_FAILED", reason=reason, at=at)

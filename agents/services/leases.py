"""The pen of runs and steps: claiming a run, storing a step, parking and closing. Each is one conditional UPDATE and its companions."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from agents.domain import frozen_json
from agents.domain.advice import Advice
from agents.domain.facts import step_as_json
from agents.domain.wish import Wish
from agents.enums import AgentName, RunStatus, StepStatus
from agents.models.deployment_period import DeploymentPeriod
from agents.models.run import AgentRun
from agents.models.step import AgentStep
from agents.pipeline.orchestrator import Note, StepResult
from agents.selectors import runs as run_questions
from stocksteward.core.live.push import push_after_commit
from stocksteward.core.models import new_id
from stocksteward.core.trace import current_trace_id, new_trace_id

LEASE = timedelta(seconds=15)
CLAIMS_WITHOUT_PROGRESS_MAX = 6
MICRO_PER_DOLLAR = 1_000_000
MESSAGE_TYPE = "steward_prediction"


class LeaseLost(Exception):
    """Somebody else works on this run by now; whoever finds out stops without a word. Nobody has to act."""


def create_runs(
    *,
    wishes: Sequence[Wish],
    at: datetime,
    run_ids: Sequence[uuid.UUID] | None = None,
    trade_id: int | None = None,
    period: DeploymentPeriod | None = None,
) -> list[AgentRun]:
    """Make one run with its seven steps for each wish, in two statements, inside the caller's transaction."""
    trace_id = current_trace_id() or new_trace_id()
    runs = [
        AgentRun(
            id=run_id,
            trade_id=trade_id,
            user_id=wish.user_id,
            instrument_id=wish.instrument_id,
            period=period,
            origin=wish.origin,
            request=frozen_json.to_json(wish),
            trace_id=trace_id,
            enqueued_at=at,
            created_at=at,
        )
        for run_id, wish in zip(run_ids or [new_id() for _ in wishes], wishes, strict=True)
    ]
    AgentRun.objects.bulk_create(runs)
    AgentStep.objects.bulk_create(
        AgentStep(run_id=run.pk, position=position, agent=agent, trace_id=trace_id)
        for run in runs
        for position, agent in enumerate(AgentName, start=1)
    )
    return runs


def claim(*, run_id: str | uuid.UUID, at: datetime) -> AgentRun | None:
    """Take the run in hand, or return None if it is over, unknown, or in somebody else's hand."""
    run = AgentRun.objects.filter(pk=run_id).first()
    if run is None:
        return None
    parked = Q(status__in=[RunStatus.PENDING, RunStatus.WAITING_APPROVAL, RunStatus.WAITING_FILL])
    abandoned = Q(status=RunStatus.RUNNING, claimed_until__lt=at)
    fields = {
        "status": RunStatus.RUNNING.value,
        "claimed_until": at + LEASE,
        "attempt": run.attempt + 1,
        "claims_since_progress": run.claims_since_progress + 1,
        "started_at": run.started_at or at,
    }
    if not AgentRun.objects.filter(parked | abandoned, pk=run.pk, attempt=run.attempt).update(**fields):
        return None
    for name, value in fields.items():
        setattr(run, name, value)
    return run


def link_trade(*, run: AgentRun, trade_id: int) -> None:
    """Remember which trade came of the run.

    :raises LeaseLost: if the run is in somebody else's hand by now.
    """
    if not AgentRun.objects.filter(pk=run.pk, attempt=run.attempt).filter(Q(trade__isnull=True) | Q(trade=trade_id)).update(trade=trade_id):
        raise LeaseLost
    run.trade_id = trade_id


def store_step(
    *,
    run: AgentRun,
    step: AgentStep,
    result: StepResult,
    started_at: datetime,
    finished_at: datetime,
    lease: timedelta = LEASE,
    effects: Callable[[], None] | None = None,
) -> None:
    """Write what came of a step, and what it means for the run, in one transaction; a step that is DONE is never written again.

    ``effects`` run in the same transaction: they happen exactly as often as the step is stored, once.

    :raises LeaseLost: if the run is in somebody else's hand by now, or the step is done.
    """
    run_fields = _run_fields(step=step, result=result, at=finished_at, lease=lease)
    step_fields = _step_fields(result=result, started_at=started_at, finished_at=finished_at)
    with transaction.atomic():
        # The run first: its row is the lock that decides between two workers.
        if not AgentRun.objects.filter(pk=run.pk, attempt=run.attempt, status=RunStatus.RUNNING).update(**run_fields):
            raise LeaseLost
        if not AgentStep.objects.filter(pk=step.pk, status__in=[StepStatus.PENDING, StepStatus.WAITING]).update(**step_fields):
            raise LeaseLost
        if result.skips:
            _skip(run=run, agents=result.skips, at=finished_at)
        if effects is not None:
            effects()
        for row, fields in ((run, run_fields), (step, step_fields)):
            for name, value in fields.items():
                setattr(row, name, value)
        _push(run=run, step=step)


def give_up(*, run: AgentRun, step: AgentStep, reason: str, at: datetime) -> None:
    """Close a run that makes no progress: its present step FAILED with the reason, the rest not needed."""
    note = frozen_json.to_json(Note(summary=reason, code="gave_up"))
    with transaction.atomic():
        fields = {"status": RunStatus.FAILED.value, "finished_at": at, "claimed_until": None}
        if not AgentRun.objects.filter(pk=run.pk, attempt=run.attempt, status=RunStatus.RUNNING).update(**fields):
            raise LeaseLost
        AgentStep.objects.filter(pk=step.pk).update(status=StepStatus.FAILED, output=note, finished_at=at)
        _skip(run=run, agents=tuple(AgentName), at=at)
        for row, changes in ((run, fields), (step, {"status": StepStatus.FAILED.value, "output": note, "finished_at": at})):
            for name, value in changes.items():
                setattr(row, name, value)
        _push(run=run, step=step)


def _skip(*, run: AgentRun, agents: tuple[AgentName, ...], at: datetime) -> None:
    unfinished = [StepStatus.PENDING, StepStatus.WAITING]
    AgentStep.objects.filter(run=run, agent__in=agents, status__in=unfinished).update(status=StepStatus.SKIPPED, finished_at=at)


def _run_fields(*, step: AgentStep, result: StepResult, at: datetime, lease: timedelta) -> dict[str, Any]:
    if result.parks_as is not None:
        return {"status": result.parks_as.value, "claimed_until": None, "claims_since_progress": 0}
    if step.agent == AgentName.REPORTING:
        return {"status": RunStatus.DONE.value, "claimed_until": None, "claims_since_progress": 0, "finished_at": at}
    return {"claimed_until": at + lease, "claims_since_progress": 0}


def _step_fields(*, result: StepResult, started_at: datetime, finished_at: datetime) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "status": result.status.value,
        "started_at": started_at,
        "finished_at": None if result.parks_as else finished_at,
        "latency_ms": round((finished_at - started_at).total_seconds() * 1000),
        "input_hash": result.input_hash,
        "output": None if result.output is None else frozen_json.to_json(result.output),
    }
    advice: Advice | None = getattr(result.output, "advice", None)
    if advice is not None:
        fields |= {
            "model": advice.model,
            "prompt_hash": advice.prompt_hash,
            "tokens_in": advice.tokens_in,
            "tokens_out": advice.tokens_out,
            "cost_micro_usd": None if advice.cost_usd is None else round(advice.cost_usd * MICRO_PER_DOLLAR),
        }
    return fields


def _push(*, run: AgentRun, step: AgentStep) -> None:
    data = {"id": str(run.pk), "trade_id": run.trade_id, "status": run.status, "step": step_as_json(run_questions.step_facts(step))}
    # The run's row is locked by now, so nobody else counts its messages: that costs no transaction of its own.
    push_after_commit(f"runs:{run.pk}", message_type=MESSAGE_TYPE, data=data, is_counted_at_once=True)

"""Questions about runs: whose a person may see, and how far they are."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from accounts.domain.policy import Action
from accounts.selectors import access
from agents.domain.facts import RunFacts, StepFacts
from agents.enums import AgentName, RunStatus, StepStatus
from agents.models.run import AgentRun
from agents.models.step import AgentStep
from stocksteward.core.errors import NotFound
from trading.enums import TradeStatus

MICRO = Decimal("0.000001")
FINISHED_TRADES = [status for status in TradeStatus.values if status not in {TradeStatus.PENDING, TradeStatus.AWAITING_APPROVAL}]


def list_runs_for(*, user: Any) -> QuerySet[AgentRun]:
    """Return the runs that this person may see, latest first, with their steps.

    :raises NotAllowed: if the role may see none.
    """
    owner_id = access.owner_scope(user=user, action=Action.VIEW_TRADES)
    runs = AgentRun.objects.select_related("instrument").prefetch_related("steps")
    return runs if owner_id is None else runs.filter(user_id=owner_id)


def no_runs() -> QuerySet[AgentRun]:
    """Return nothing, for the tool that describes the interface without anybody asking."""
    return AgentRun.objects.none()


def get_run_for(*, user: Any, run_id: str) -> RunFacts:
    """Return one run that this person may see.

    :raises NotFound: if there is none, or it is somebody else's.
    :raises NotAllowed: if the role may see none.
    """
    run = list_runs_for(user=user).filter(pk=_as_uuid(run_id)).first()
    if run is None:
        raise NotFound
    return run_facts(run)


def get_run_of_trade_for(*, user: Any, trade_id: int) -> RunFacts:
    """Return the run of a trade that this person may see.

    :raises NotFound: if there is none, or it is somebody else's.
    :raises NotAllowed: if the role may see none.
    """
    run = list_runs_for(user=user).filter(trade_id=trade_id).first()
    if run is None:
        raise NotFound
    return run_facts(run)


def list_latest_runs_for(*, user: Any, limit: int = 8) -> list[RunFacts]:
    """Return the latest runs that this person may see.

    :raises NotAllowed: if the role may see none.
    """
    return [run_facts(run) for run in list_runs_for(user=user)[:limit]]


def get_run(*, run_id: str) -> RunFacts:
    """Return one run without asking whose it is: for services only.

    :raises NotFound: if there is none.
    """
    run = AgentRun.objects.select_related("instrument").prefetch_related("steps").filter(pk=_as_uuid(run_id)).first()
    if run is None:
        raise NotFound
    return run_facts(run)


def find_run_id_of_trade(*, trade_id: int) -> str | None:
    """Return the id of the trade's run, None if it has none."""
    pk = AgentRun.objects.filter(trade_id=trade_id).values_list("pk", flat=True).first()
    return None if pk is None else str(pk)


def find_parked_run_of_trade(*, trade_id: int) -> str | None:
    """Return the id of the trade's run if it waits for a person or for the order."""
    parked = [RunStatus.WAITING_APPROVAL, RunStatus.WAITING_FILL]
    pk = AgentRun.objects.filter(trade_id=trade_id, status__in=parked).values_list("pk", flat=True).first()
    return None if pk is None else str(pk)


def has_outcome(*, run_id: str) -> bool:
    """Say whether the run has ended or waits for a person: until either happens its outcome is not known."""
    outcomes = [RunStatus.DONE, RunStatus.FAILED, RunStatus.WAITING_APPROVAL]
    return AgentRun.objects.filter(pk=_as_uuid(run_id), status__in=outcomes).exists()


def list_runs_to_resume(*, at: datetime, enqueued_before: datetime, limit: int) -> list[uuid.UUID]:
    """Return runs that should move and that nobody has been asked to move lately: unstarted, abandoned, or done waiting."""
    should_move = (
        Q(status=RunStatus.PENDING)
        | Q(status=RunStatus.RUNNING, claimed_until__lt=at)
        | Q(status=RunStatus.WAITING_APPROVAL) & ~Q(trade__status=TradeStatus.AWAITING_APPROVAL)
        | Q(status=RunStatus.WAITING_FILL, trade__status__in=FINISHED_TRADES)
    )
    rows = AgentRun.objects.filter(should_move, enqueued_at__lt=enqueued_before).order_by("enqueued_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def run_facts(run: AgentRun) -> RunFacts:
    """Return the run and its (prefetched) steps as facts."""
    steps = sorted(run.steps.all(), key=lambda step: step.position)
    request = run.request
    decided = next((step.output for step in steps if step.agent == AgentName.TRADE_DECISION and step.status == StepStatus.DONE), None) or {}
    return RunFacts(
        id=str(run.pk),
        trade_id=run.trade_id,
        user_id=run.user_id,
        symbol=request["symbol"],
        side=request["side"] or decided.get("side"),
        quantity=request["quantity"] or decided.get("quantity"),
        origin=run.origin,
        trace_id=run.trace_id,
        status=RunStatus(run.status),
        created_at=run.created_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
        steps=tuple(_all_steps(steps, run=run)),
    )


def step_facts(step: AgentStep, *, status: StepStatus | None = None) -> StepFacts:
    """Return one step as facts."""
    output: dict[str, Any] | None = step.output
    return StepFacts(
        agent=AgentName(step.agent),
        position=step.position,
        status=status or StepStatus(step.status),
        started_at=step.started_at,
        finished_at=step.finished_at,
        duration_ms=step.latency_ms,
        output=output,
        summary=str((output or {}).get("summary", "")),
        input_hash=step.input_hash,
        model=step.model,
        prompt_hash=step.prompt_hash,
        tokens_in=step.tokens_in,
        tokens_out=step.tokens_out,
        cost_usd=None if step.cost_micro_usd is None else step.cost_micro_usd * MICRO,
    )


def _all_steps(steps: Iterable[AgentStep], *, run: AgentRun) -> Iterable[StepFacts]:
    # A step is written once, when it is done; while the run works, the first unfinished one is the one that works.
    is_working = run.status == RunStatus.RUNNING
    for step in steps:
        status = StepStatus(step.status)
        if is_working and status in {StepStatus.PENDING, StepStatus.WAITING}:
            status, is_working = StepStatus.RUNNING, False
        yield step_facts(step, status=status)


def _as_uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise NotFound from None

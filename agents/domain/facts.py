"""Runs and steps as frozen facts, for pages, the REST interface and live messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from agents.enums import AgentName, RunStatus, StepStatus


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One agent's step as it stands."""

    agent: AgentName
    position: int
    status: StepStatus
    started_at: datetime | None
    finished_at: datetime | None
    duration_ms: int | None
    output: dict[str, Any] | None
    summary: str
    input_hash: str
    model: str
    prompt_hash: str
    tokens_in: int | None
    tokens_out: int | None
    cost_usd: Decimal | None

    @property
    def title(self) -> str:
        """The agent's name for people."""
        return str(self.agent.label)


@dataclass(frozen=True, slots=True)
class RunFacts:
    """One run with its seven steps."""

    id: str
    trade_id: int | None
    user_id: int
    symbol: str
    side: str | None
    quantity: int | None
    origin: str
    trace_id: str
    status: RunStatus
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    steps: tuple[StepFacts, ...]

    @property
    def steps_done(self) -> int:
        """How many steps need no more work."""
        return sum(step.status in {StepStatus.DONE, StepStatus.SKIPPED, StepStatus.FAILED} for step in self.steps)

    @property
    def present_step(self) -> StepFacts | None:
        """The step that works or waits now, None when the run is over."""
        return next((step for step in self.steps if step.status in {StepStatus.RUNNING, StepStatus.WAITING, StepStatus.PENDING}), None)

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in {RunStatus.DONE, RunStatus.FAILED}


def step_as_json(step: StepFacts) -> dict[str, Any]:
    """Return the shape that outsiders rely on: agent, status, started_at, duration_ms, output; and what it rested on."""
    return {
        "agent": step.agent.value,
        "position": step.position,
        "status": step.status.value,
        "started_at": None if step.started_at is None else step.started_at.isoformat(),
        "finished_at": None if step.finished_at is None else step.finished_at.isoformat(),
        "duration_ms": step.duration_ms,
        "summary": step.summary,
        "output": step.output,
        "input_hash": step.input_hash,
        "model": step.model,
        "prompt_hash": step.prompt_hash,
        "tokens_in": step.tokens_in,
        "tokens_out": step.tokens_out,
        "cost_usd": None if step.cost_usd is None else f"{step.cost_usd:f}",
    }


def run_as_json(run: RunFacts) -> dict[str, Any]:
    """Return the shape that outsiders rely on: id, trace_id, status, steps; and whose it is."""
    return {
        "id": run.id,
        "trade_id": run.trade_id,
        "user_id": run.user_id,
        "symbol": run.symbol,
        "action": run.side,
        "quantity": run.quantity,
        "origin": run.origin,
        "trace_id": run.trace_id,
        "status": run.status.value,
        "created_at": run.created_at.isoformat(),
        "started_at": None if run.started_at is None else run.started_at.isoformat(),
        "finished_at": None if run.finished_at is None else run.finished_at.isoformat(),
        "steps": [step_as_json(step) for step in run.steps],
    }

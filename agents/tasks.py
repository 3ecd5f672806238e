"""Celery entries of the agents app: primitives in, one service called."""

from __future__ import annotations

from celery import shared_task


@shared_task(name="agents.advance_run")
def advance_run(*, run_id: str) -> None:
    """Work on one run until it ends or has to wait."""
    from agents.services import runs

    runs.advance_run(run_id=run_id)


@shared_task(name="agents.sweep_runs")
def sweep_runs() -> None:
    """Pick up runs that a crash or a lost message left behind."""
    from agents.services import runs

    runs.sweep_runs()


@shared_task(name="agents.run_deployed_strategies")
def run_deployed_strategies() -> None:
    """Start the present period of every deployed strategy, once."""
    from agents.services import schedule

    schedule.run_deployed_strategies()

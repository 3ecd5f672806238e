"""What the worker runs for accounts."""

from __future__ import annotations

from celery import shared_task

from stocksteward.core import clock


@shared_task(name="accounts.beat")
def beat() -> None:
    """Show that beat and a worker are alive."""
    from accounts.services import heartbeats

    heartbeats.beat_from_schedule(at=clock.now())


@shared_task(name="accounts.prune")
def prune() -> None:
    """Forget expired keys, tokens and sessions."""
    from accounts.services import pruning

    pruning.prune(at=clock.now())

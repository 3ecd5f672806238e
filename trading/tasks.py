"""Celery's doors into trading; the row is the queue, a task is only a hint to look."""

from __future__ import annotations

from celery import shared_task

from stocksteward.core import clock


@shared_task(name="trading.expire_approvals")
def expire_approvals() -> int:
    """End the approvals that nobody decided in time."""
    from trading.services import approvals

    return approvals.expire_due(at=clock.now())


@shared_task(name="trading.sweep_orders")
def sweep_orders() -> int:
    """Pick up unfinished orders and trades."""
    from trading.services import sweep

    return sweep.sweep(at=clock.now())


@shared_task(name="trading.send_order")
def send_order(*, order_id: int) -> str:
    """Send one order, if nobody has."""
    from trading.services import execution

    return str(execution.send_order(order_id=order_id, at=clock.now()).status)

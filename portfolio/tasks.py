"""Celery leaves of the portfolio app."""

from __future__ import annotations

from celery import shared_task

from stocksteward.core import clock


@shared_task(name="portfolio.snapshot_portfolios")
def snapshot_portfolios() -> int:
    """Write down what every portfolio is worth."""
    from portfolio.services.snapshots import snapshot_all

    return snapshot_all(at=clock.now())

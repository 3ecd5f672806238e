"""Scheduled market work: thin leaves over the services."""

from __future__ import annotations

from celery import shared_task

from stocksteward.core import clock


@shared_task(name="market.refresh_market")
def refresh_market() -> None:
    """Ask for prices once where no feed runs."""
    from market.services import feed

    feed.refresh_market(at=clock.now())


@shared_task(name="market.publish_movers")
def publish_movers() -> None:
    """Tell open pages who gains and loses."""
    from market.services import movers

    movers.publish_movers(at=clock.now())

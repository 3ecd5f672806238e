"""The demo desk is whole after one installation, and a second changes nothing."""

from __future__ import annotations

import pytest
from django_celery_beat.models import PeriodicTask

from accounts.selectors.users import find_user_by_email
from portfolio.enums import PortfolioOrigin
from portfolio.selectors.portfolios import find_default_portfolio_of
from stocksteward import installation
from stocksteward.core import clock
from trading.selectors.strategies import list_running_deployments


@pytest.mark.django_db
def test_the_demo_people_have_demo_portfolios_and_the_trader_a_strategy_at_work(settings):
    for _ in range(2):
        installation.install_desk(at=clock.now())
        installation.install_demo(at=clock.now())

    trader, owner, auditor = (find_user_by_email(email=f"{name}@demo.example") for name in ("trader", "owner", "auditor"))
    assert [find_default_portfolio_of(user_id=person.id).origin for person in (trader, owner)] == [PortfolioOrigin.DEMO] * 2
    assert find_default_portfolio_of(user_id=auditor.id) is None
    assert [deployment.user_id for deployment in list_running_deployments()] == [trader.id]
    assert set(PeriodicTask.objects.filter(name__in=settings.STEWARD_SCHEDULE).values_list("name", flat=True)) == set(
        settings.STEWARD_SCHEDULE
    )

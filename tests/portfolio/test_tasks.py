"""The scheduled leaf does what its service does."""

from __future__ import annotations

import pytest

from portfolio.models.snapshot import PortfolioSnapshot
from portfolio.tasks import snapshot_portfolios
from tests.factories.portfolio import PortfolioFactory

pytestmark = pytest.mark.django_db


def test_the_scheduled_task_snapshots_every_portfolio():
    PortfolioFactory()
    PortfolioFactory()

    assert snapshot_portfolios() == 2
    assert PortfolioSnapshot.objects.count() == 2

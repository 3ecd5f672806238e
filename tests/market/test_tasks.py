"""The scheduled market jobs have the names of the schedule and do no harm when repeated."""

from __future__ import annotations

import pytest

from market import tasks
from market.models.quote import Quote
from stocksteward.settings.schedule import STEWARD_SCHEDULE

pytestmark = pytest.mark.django_db


def test_every_market_job_of_the_schedule_is_a_task():
    scheduled = {task for task, _ in STEWARD_SCHEDULE.values() if task.startswith("market.")}

    assert scheduled == {tasks.refresh_market.name, tasks.publish_movers.name}


def test_running_the_jobs_twice_in_the_demo_market_changes_nothing():
    for _ in range(2):
        tasks.refresh_market()
        tasks.publish_movers()

    assert not Quote.objects.exists()

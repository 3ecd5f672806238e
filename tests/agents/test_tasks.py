"""The Celery entries: their names are what the beat table and the routes know, and each calls its service."""

from __future__ import annotations

import pytest
from django.conf import settings

from agents import tasks
from agents.models.run import AgentRun
from stocksteward.celery import app
from tests.agents.desk import open_small_desk


def test_every_scheduled_task_of_the_agents_is_registered_under_its_name():
    app.loader.import_default_modules()
    scheduled = {task for task, _ in settings.STEWARD_SCHEDULE.values() if task.startswith("agents.")}

    assert scheduled == {"agents.sweep_runs", "agents.run_deployed_strategies"}
    assert scheduled | {"agents.advance_run"} <= set(app.tasks)


@pytest.mark.django_db(transaction=True)
def test_advance_run_works_on_the_run():
    _, run_id = open_small_desk().start()

    tasks.advance_run(run_id=run_id)

    assert AgentRun.objects.get().status in {"DONE", "WAITING_APPROVAL"}


@pytest.mark.django_db(transaction=True)
def test_sweep_and_schedule_have_nothing_to_do_on_an_empty_desk():
    tasks.sweep_runs()
    tasks.run_deployed_strategies()

    assert not AgentRun.objects.exists()

"""The topic of a run: its snapshot, a message for each step, and nothing for strangers."""

from __future__ import annotations

import asyncio

import pytest
from channels.layers import get_channel_layer
from django.db import connections

from agents.services import runs
from stocksteward.core.errors import NotFound
from stocksteward.core.live import push, topics
from tests.agents.desk import Script, open_small_desk
from tests.factories.accounts import charu, dev

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk():
    return open_small_desk()


def test_snapshot_is_the_run_as_rest_shows_it(desk):
    _, run_id = desk.start()

    resolved = topics.resolve(f"runs:{run_id}", user=desk.user)

    assert resolved.topic.message_type == "steward_prediction"
    assert resolved.topic.snapshot(desk.user, resolved.parts)["status"] == "PENDING"
    assert len(resolved.topic.snapshot(desk.user, resolved.parts)["steps"]) == 7


def test_auditors_may_watch_and_strangers_find_nothing(desk):
    _, run_id = desk.start()

    assert topics.resolve(f"runs:{run_id}", user=charu()).name == f"runs:{run_id}"
    with pytest.raises(NotFound):
        topics.resolve(f"runs:{run_id}", user=dev())


@pytest.mark.parametrize("name", ["runs:1", "runs:", "runs:00000000-0000-0000-0000-000000000000", "runs:../../etc"])
def test_run_that_is_not_there_is_not_there(desk, name):
    with pytest.raises(NotFound):
        topics.resolve(name, user=desk.user)


async def test_each_step_is_told_after_it_is_stored(desk):
    _, run_id = await in_thread(desk.start)
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(push.group_name(f"runs:{run_id}"), channel)

    await in_thread(runs.advance_run, run_id=run_id, make_agents=Script())

    messages = [(await asyncio.wait_for(layer.receive(channel), timeout=5))["message"] for _ in range(7)]
    assert [message["data"]["step"]["agent"] for message in messages] == list(runs.AgentName)
    assert {message["type"] for message in messages} == {"steward_prediction"}
    assert [message["seq"] for message in messages] == list(range(1, 8))
    assert messages[-1]["data"]["status"] == "DONE"


async def in_thread(work, **arguments):
    """Run it in a thread of its own, as a worker does, and give its connection back."""

    def body():
        try:
            return work(**arguments)
        finally:
            connections.close_all()

    return await asyncio.get_running_loop().run_in_executor(None, body)

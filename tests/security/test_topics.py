"""Every live topic for every identity, through the socket."""

from __future__ import annotations

import json

import pytest
from channels.db import database_sync_to_async
from channels.layers import channel_layers
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser

from stocksteward.core.live import consumer, topics
from stocksteward.core.live.consumer import LiveConsumer
from tests.security.access_table import TOPICS
from tests.security.world import IDENTITIES, build_desk


def test_every_topic_is_in_the_table_and_every_row_is_a_topic():
    assert {topic.name for topic in topics.all_topics()} == set(TOPICS)


async def _hear(user, name):
    socket = WebsocketCommunicator(LiveConsumer.as_asgi(), "/ws/")
    socket.scope["user"] = user
    await socket.connect()
    try:
        if user.is_anonymous:
            return await socket.receive_output()
        await socket.send_json_to({"action": "subscribe", "topics": [name]})
        return await socket.receive_json_from(timeout=5)
    finally:
        await socket.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_who_hears_which_topic(monkeypatch):
    channel_layers.backends.clear()
    monkeypatch.setattr(consumer, "_open_sockets", {})
    desk = await database_sync_to_async(build_desk)()
    wrong, refusals = [], set()
    for identity in IDENTITIES:
        user = desk.users.get(identity) or AnonymousUser()
        for name, (hearers, sees) in TOPICS.items():
            topic = name.format(**desk.ids)
            answer = await _hear(user, topic)
            is_heard = "snapshot" in answer
            if is_heard != (identity in hearers):
                wrong.append(f"{identity} and {name}: {str(answer)[:200]}")
            shown = json.dumps(answer, default=str).replace(json.dumps(topic), '"#"')
            if identity not in sees:
                wrong += [f"{identity} is shown {mark!r} by {name}" for mark in desk.markers if mark in shown]
            if not is_heard and identity != "anonymous":
                refusals.add(shown)
            if identity == "anonymous" and answer != {"type": "websocket.close", "code": consumer.UNAUTHENTICATED}:
                wrong.append(f"nobody hears {name}")
    absent = await _hear(desk.users["dev"], "orders:999999937")
    assert wrong == []
    assert refusals == {json.dumps(absent).replace('"orders:999999937"', '"#"')}

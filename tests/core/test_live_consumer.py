"""The socket: who may connect, what they may hear, in which order, and how much they may ask."""

from __future__ import annotations

import asyncio
import re

import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.layers import channel_layers
from channels.testing import WebsocketCommunicator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from accounts.enums import UserState
from stocksteward.core.live import consumer, push, topics
from stocksteward.core.live.consumer import LiveConsumer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _topics_of_this_test(monkeypatch):
    """One private and one conflated topic, a fresh layer and no sockets counted."""
    monkeypatch.setattr(topics, "_topics", {})
    monkeypatch.setattr(consumer, "_open_sockets", {})
    channel_layers.backends.clear()
    topics.register(
        topics.Topic(
            name="diary:{user_id}",
            pattern=re.compile(r"diary:(?P<user_id>\d+)"),
            message_type="entry",
            may_read=lambda user, parts: str(user.pk) == parts["user_id"],
            snapshot=lambda user, parts: {"of": parts["user_id"]},
        )
    )
    topics.register(
        topics.Topic(
            name="market:quotes:{symbol}",
            pattern=re.compile(r"market:quotes:(?P<symbol>[A-Z&-]+)"),
            message_type="price_update",
            may_read=lambda user, parts: True,
            snapshot=lambda user, parts: {"last": "1.00"},
            is_conflated=True,
        )
    )


@database_sync_to_async
def make_user(email="arjun@example.in"):
    return get_user_model().objects.create_user(email, "a long enough password", full_name="Arjun", state=UserState.ACTIVE)


async def connect(user):
    socket = WebsocketCommunicator(LiveConsumer.as_asgi(), "/ws/")
    socket.scope["user"] = user
    await socket.connect()
    return socket


async def subscribe(socket, *names):
    await socket.send_json_to({"action": "subscribe", "topics": list(names)})
    return [await socket.receive_json_from() for _ in names]


async def closing_code(socket):
    message = await socket.receive_output()
    assert message["type"] == "websocket.close"
    return message["code"]


async def test_who_has_not_signed_in_is_closed():
    socket = await connect(AnonymousUser())

    assert await closing_code(socket) == consumer.UNAUTHENTICATED


async def test_a_deactivated_user_is_closed():
    user = await make_user()
    await database_sync_to_async(get_user_model().objects.filter(pk=user.pk).update)(state=UserState.DEACTIVATED, is_active=False)

    socket = await connect(user)

    assert await closing_code(socket) == consumer.UNAUTHENTICATED


async def test_a_subscription_answers_with_a_snapshot_and_its_number():
    user = await make_user()
    socket = await connect(user)

    [snapshot] = await subscribe(socket, f"diary:{user.pk}")

    assert (snapshot["type"], snapshot["seq"], snapshot["snapshot"], snapshot["data"]) == ("entry", 0, True, {"of": str(user.pk)})
    await socket.disconnect()


@pytest.mark.parametrize(
    "name", ["diary:999999", "nothing:here", "diary:1;drop", "", "market:quotes:" + "A" * 60, "../etc", "diary:{user_id}"]
)
async def test_a_topic_of_another_and_a_topic_that_is_not_there_are_answered_alike(name):
    socket = await connect(await make_user())

    [answer] = await subscribe(socket, name)

    assert {key: answer[key] for key in ("type", "code", "message")} == {
        "type": "error",
        "code": "not_found",
        "message": "There is no such topic here.",
    }
    await socket.disconnect()


async def test_messages_of_a_private_topic_are_numbered_one_after_the_other():
    user = await make_user()
    socket = await connect(user)
    topic = f"diary:{user.pk}"
    await subscribe(socket, topic)

    for number in range(3):
        await sync_to_async(push.push_after_commit)(topic, message_type="entry", data={"number": number})

    messages = [await socket.receive_json_from() for _ in range(3)]
    assert [(message["seq"], message["data"]["number"]) for message in messages] == [(1, 0), (2, 1), (3, 2)]
    await socket.disconnect()


async def test_nothing_is_announced_when_the_transaction_is_rolled_back():
    user = await make_user()
    socket = await connect(user)
    topic = f"diary:{user.pk}"
    await subscribe(socket, topic)

    def announce_and_fail():
        with transaction.atomic():
            push.push_after_commit(topic, message_type="entry", data={})
            raise LookupError

    with pytest.raises(LookupError):
        await sync_to_async(announce_and_fail)()

    assert await socket.receive_nothing(timeout=0.1)
    await socket.disconnect()


async def test_another_users_messages_never_arrive():
    arjun, bhavna = await make_user(), await make_user("bhavna@example.in")
    socket = await connect(arjun)
    await subscribe(socket, f"diary:{arjun.pk}", f"diary:{bhavna.pk}")

    await sync_to_async(push.push_after_commit)(f"diary:{bhavna.pk}", message_type="entry", data={"secret": "Bhavna's"})

    assert await socket.receive_nothing(timeout=0.1)
    await socket.disconnect()


async def test_after_unsubscribing_nothing_arrives():
    user = await make_user()
    socket = await connect(user)
    topic = f"diary:{user.pk}"
    await subscribe(socket, topic)
    await socket.send_json_to({"action": "unsubscribe", "topics": [topic]})

    await sync_to_async(push.push_after_commit)(topic, message_type="entry", data={})

    assert await socket.receive_nothing(timeout=0.1)
    await socket.disconnect()


async def test_of_many_prices_between_two_flushes_only_the_latest_is_sent():
    socket = await connect(await make_user())
    await subscribe(socket, "market:quotes:RELIANCE")
    await asyncio.sleep(0.05)

    for number in range(50):
        message = {"topic": "market:quotes:RELIANCE", "type": "price_update", "seq": number, "as_of": "", "data": {"last": str(number)}}
        await sync_to_async(push.push_market)([message])

    received = [await socket.receive_json_from(timeout=2)]
    while not await socket.receive_nothing(timeout=0.4):
        received.append(await socket.receive_json_from())
    assert received[-1]["data"] == {"last": "49"}
    assert len(received) <= 3
    await socket.disconnect()


async def test_a_role_that_changes_while_connected_is_noticed_at_once():
    user = await make_user()
    socket = await connect(user)
    await database_sync_to_async(get_user_model().objects.filter(pk=user.pk).update)(state=UserState.SUSPENDED, is_active=False)

    await sync_to_async(push.close_sockets_of)(user.pk)

    assert await closing_code(socket) == consumer.NO_LONGER_ALLOWED


async def test_the_sixth_socket_of_a_user_is_refused_and_closing_one_makes_room():
    user = await make_user()
    sockets = [await connect(user) for _ in range(consumer.SOCKETS_PER_USER_MAX)]

    refused = await connect(user)
    code = await closing_code(refused)
    await sockets[0].disconnect()
    accepted = await connect(user)

    assert code == consumer.TOO_MANY_SOCKETS
    assert await accepted.receive_nothing(timeout=0.05)
    for socket in [*sockets[1:], accepted]:
        await socket.disconnect()


async def test_a_message_of_more_than_sixteen_kilobytes_closes_the_socket():
    socket = await connect(await make_user())

    await socket.send_to(text_data='{"action": "' + "x" * consumer.MESSAGE_BYTES_MAX + '"}')

    assert await closing_code(socket) == consumer.TOO_LARGE


async def test_more_messages_than_allowed_close_the_socket():
    socket = await connect(await make_user())

    for _ in range(consumer.MESSAGES_PER_SECOND_MAX + 5):
        await socket.send_json_to({"action": "ping"})
    outputs = [await socket.receive_output() for _ in range(consumer.MESSAGES_PER_SECOND_MAX + 1)]

    assert outputs[-1] == {"type": "websocket.close", "code": consumer.TOO_FAST}


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        "[]",
        "1",
        '{"action": "fly", "topics": []}',
        '{"action": "subscribe", "topics": "all"}',
        '{"action": "subscribe", "topics": [1]}',
    ],
)
async def test_a_message_that_makes_no_sense_is_answered_and_the_socket_stays_open(text):
    socket = await connect(await make_user())

    await socket.send_to(text_data=text)

    assert (await socket.receive_json_from())["code"] == "invalid"
    await socket.send_json_to({"action": "ping"})
    assert (await socket.receive_json_from())["type"] == "pong"
    await socket.disconnect()


async def test_more_topics_than_a_socket_may_have_are_refused():
    socket = await connect(await make_user())
    names = [f"market:quotes:{chr(65 + number // 26)}{chr(65 + number % 26)}" for number in range(consumer.TOPICS_MAX + 1)]

    answers = await subscribe(socket, *names)

    assert [answer["type"] for answer in answers[:-1]] == ["price_update"] * consumer.TOPICS_MAX
    assert answers[-1]["code"] == "too_many_topics"
    await socket.disconnect()

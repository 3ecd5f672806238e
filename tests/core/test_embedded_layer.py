"""Messages cross from worker threads to the server's loop at once, and never reach who has left."""

from __future__ import annotations

import asyncio
import threading

import pytest
from asgiref.sync import async_to_sync

from stocksteward.core.embedded_layer import EmbeddedChannelLayer


async def test_a_message_from_another_thread_wakes_a_quiet_loop_at_once():
    layer = EmbeddedChannelLayer()
    channel = await layer.new_channel()
    await layer.group_add("group", channel)
    sender = threading.Thread(target=lambda: async_to_sync(layer.group_send)("group", {"type": "hello"}))

    waiting = asyncio.create_task(layer.receive(channel))
    await asyncio.sleep(0)
    sender.start()

    assert await asyncio.wait_for(waiting, timeout=0.5) == {"type": "hello"}


async def test_who_has_left_a_group_hears_nothing_more():
    layer = EmbeddedChannelLayer()
    channel = await layer.new_channel()
    await layer.group_add("group", channel)
    await layer.group_discard("group", channel)

    await layer.group_send("group", {"type": "hello"})

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(layer.receive(channel), timeout=0.05)


async def test_a_full_channel_drops_the_newest_and_keeps_order():
    layer = EmbeddedChannelLayer(capacity=3)
    channel = await layer.new_channel()

    for number in range(5):
        await layer.send(channel, {"type": "count", "number": number})
    await asyncio.sleep(0)

    assert [(await layer.receive(channel))["number"] for _ in range(3)] == [0, 1, 2]


async def test_sending_to_nobody_is_no_error():
    await EmbeddedChannelLayer().send("nobody", {"type": "hello"})


async def test_a_thread_without_a_loop_sends_at_once():
    layer = EmbeddedChannelLayer()
    channel = await layer.new_channel()
    await layer.group_add("group", channel)
    waiting = asyncio.create_task(layer.receive(channel))
    await asyncio.sleep(0)

    await asyncio.to_thread(layer.group_send_sync, "group", {"type": "hello"})

    assert await asyncio.wait_for(waiting, timeout=0.5) == {"type": "hello"}


async def test_a_group_is_heard_while_somebody_is_in_it():
    layer = EmbeddedChannelLayer()
    channel = await layer.new_channel()
    before = layer.is_heard("group")
    await layer.group_add("group", channel)
    meanwhile = layer.is_heard("group")
    await layer.group_discard("group", channel)

    assert (before, meanwhile, layer.is_heard("group")) == (False, True, False)


def test_sending_to_a_receiver_whose_loop_has_closed_is_no_error():
    layer = EmbeddedChannelLayer()
    channel = asyncio.run(layer.new_channel())
    asyncio.run(layer.group_add("group", channel))

    layer.group_send_sync("group", {"type": "hello"})

    assert not layer.is_heard("group")

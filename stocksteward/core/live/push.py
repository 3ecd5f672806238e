"""Announcing: after the commit, to whoever has subscribed. Delivery is a hint; the database is the truth."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from stocksteward.core import clock
from stocksteward.core.live import sequence

Data = dict[str, Any] | Callable[[], dict[str, Any]]

logger = logging.getLogger(__name__)

MARKET_GROUP = "live.market"  # every web process hears it once, whatever the number of sockets
CONTROL_GROUP_PREFIX = "live.control"


def group_name(topic: str) -> str:
    """Return the layer's group of a topic: hashed, so that no character of a topic can address another group."""
    return f"live.{hashlib.sha256(topic.encode()).hexdigest()[:40]}"


def control_group(user_id: int) -> str:
    """Return the group on which a user's sockets are told to re-check who they are."""
    return f"{CONTROL_GROUP_PREFIX}.{user_id}"


def push_after_commit(topic: str, *, message_type: str, data: Data, is_counted_at_once: bool = False) -> None:
    """Send one message of a private topic once the surrounding transaction has committed (at once outside of one).

    ``data`` is JSON-safe: decimals as strings, times as ISO 8601. What is dear to find out is given as a function, which is
    called after the commit and only if somebody listens; the message is counted in any case, so that who comes later sees the gap.

    ``is_counted_at_once`` counts the message in the caller's transaction and saves one of its own. It is for topics of which only
    one transaction at a time writes, such as a run's: others would wait for each other until their commit.
    """
    number = sequence.next_number(topic) if is_counted_at_once else None
    transaction.on_commit(partial(_push, topic, message_type, data, number))


def is_heard(topic: str) -> bool:
    """Say whether anybody may be listening to the topic: in one process that is known, otherwise somebody may."""
    layer = get_channel_layer()
    ask = getattr(type(layer), "is_heard", None)
    return ask is None or bool(ask(layer, group_name(topic)))


def _push(topic: str, message_type: str, data: Data, number: int | None = None) -> None:
    if number is None:
        number = sequence.next_number(topic)
    if callable(data):
        # The number first: who subscribes in between reads a snapshot that has everything of this message, and this number or more.
        if not is_heard(topic):
            return
        data = data()
    message = {"topic": topic, "type": message_type, "seq": number, "as_of": clock.now().isoformat(), "data": data}
    _send(group_name(topic), {"type": "live.message", "message": message})


def push_market(messages: list[dict[str, Any]]) -> None:
    """Send the latest market values, ``{"topic", "type", "seq", "as_of", "data"}`` each, in one message to every web process."""
    if messages:
        _send(MARKET_GROUP, {"type": "live.market", "messages": messages})


def close_sockets_of(user_id: int) -> None:
    """Tell a user's sockets, after the commit, that role, state or session has changed."""
    transaction.on_commit(partial(_send, control_group(user_id), {"type": "live.recheck"}))


def _send(group: str, message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    # Asked of the class: the layer over Redis makes up any attribute of its instance, and fails without an event loop.
    send_at_once = getattr(type(layer), "group_send_sync", None)
    try:
        if send_at_once is not None:
            send_at_once(layer, group, message)
        else:
            async_to_sync(layer.group_send)(group, message)
    except Exception:
        # A lost hint loses nothing: pages re-read the database when they reconnect or see a gap in the sequence.
        logger.exception("live message not sent")

"""Announcing: after the commit, to whoever has subscribed. Delivery is a hint; the database is the truth."""

from __future__ import annotations

import hashlib
import logging
from functools import partial
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from stocksteward.core import clock
from stocksteward.core.live import sequence

logger = logging.getLogger(__name__)

MARKET_GROUP = "live.market"  # every web process hears it once, whatever the number of sockets
CONTROL_GROUP_PREFIX = "live.control"


def group_name(topic: str) -> str:
    """Return the layer's group of a topic: hashed, so that no character of a topic can address another group."""
    return f"live.{hashlib.sha256(topic.encode()).hexdigest()[:40]}"


def control_group(user_id: int) -> str:
    """Return the group on which a user's sockets are told to re-check who they are."""
    return f"{CONTROL_GROUP_PREFIX}.{user_id}"


def push_after_commit(topic: str, *, message_type: str, data: dict[str, Any]) -> None:
    """Send one message of a private topic once the surrounding transaction has committed (at once outside of one).

    ``data`` is JSON-safe: decimals as strings, times as ISO 8601.
    """
    transaction.on_commit(partial(_push, topic, message_type, data))


def _push(topic: str, message_type: str, data: dict[str, Any]) -> None:
    message = {
        "topic": topic,
        "type": message_type,
        "seq": sequence.next_number(topic),
        "as_of": clock.now().isoformat(),
        "data": data,
    }
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
    try:
        async_to_sync(layer.group_send)(group, message)
    except Exception:
        # A lost hint loses nothing: pages re-read the database when they reconnect or see a gap in the sequence.
        logger.exception("live message not sent")

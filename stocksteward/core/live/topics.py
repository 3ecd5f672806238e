"""The registry of topics: grammar, permission and snapshot of each, filled by the apps at start."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stocksteward.core.errors import NotFound

# All functions here run in a worker thread with database access, never on the event loop.
MayRead = Callable[[Any, dict[str, str]], bool]  # (user, parts of the topic) -> allowed
Snapshot = Callable[[Any, dict[str, str]], dict[str, Any]]  # (user, parts) -> JSON-safe data


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of topic, such as ``orders:{user_id}``."""

    name: str  # for documentation and for the role x topic test: "orders:{user_id}"
    pattern: re.Pattern[str]  # matched against the whole topic; named groups are the parts
    message_type: str  # the type of its snapshot and usual update, such as "order_status"
    may_read: MayRead
    snapshot: Snapshot
    is_conflated: bool = False  # market data: only the latest value matters, earlier ones may be skipped


@dataclass(frozen=True, slots=True)
class ResolvedTopic:
    """A topic that this user may read."""

    topic: Topic
    name: str
    parts: dict[str, str]


_topics: dict[str, Topic] = {}


def register(topic: Topic) -> None:
    """Add a kind of topic; the same name again replaces it."""
    _topics[topic.name] = topic


def all_topics() -> list[Topic]:
    """Return every registered kind of topic."""
    return list(_topics.values())


def resolve(name: str, *, user: Any) -> ResolvedTopic:
    """Return the topic that the client named.

    :raises NotFound: if there is no such topic or the user may not read it; the two are answered alike.
    """
    for topic in _topics.values():
        match = topic.pattern.fullmatch(name)
        if match:
            parts = match.groupdict()
            if topic.may_read(user, parts):
                return ResolvedTopic(topic=topic, name=name, parts=parts)
            break
    raise NotFound("There is no such topic here.")

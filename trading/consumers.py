"""The live topics of trading: a person's own trades and orders, what waits for the approvers of the desk, and halts."""

from __future__ import annotations

import re
from typing import Any

from accounts.domain.policy import Action, Reach
from accounts.selectors import access
from stocksteward.core.live import topics
from trading.selectors import live

SNAPSHOT_MAX = 50


def register_topics() -> None:
    """Register ``orders:{user_id}``, ``approvals`` and ``halts``."""
    topics.register(
        topics.Topic(
            name="orders:{user_id}",
            pattern=re.compile(r"orders:(?P<user_id>[0-9]{1,18})"),
            message_type="order_status",
            may_read=_may_read_orders,
            snapshot=_orders,
        )
    )
    topics.register(
        topics.Topic(
            name="approvals",
            pattern=re.compile(r"approvals"),
            message_type="order_status",
            may_read=_may_read_approvals,
            snapshot=_approvals,
        )
    )
    topics.register(
        topics.Topic(name="halts", pattern=re.compile(r"halts"), message_type="alert", may_read=_may_read_halts, snapshot=_halts)
    )


def _may_read_orders(user: Any, parts: dict[str, str]) -> bool:
    reach = access.reach_of(user=user, action=Action.VIEW_TRADES)
    return reach is Reach.ALL or (reach is Reach.OWN and parts["user_id"] == str(user.pk))


def _may_read_approvals(user: Any, parts: dict[str, str]) -> bool:
    """Everybody's questions are for those who may decide all of them; a trader's own come with ``orders:{user_id}``."""
    return access.reach_of(user=user, action=Action.APPROVE) is Reach.ALL


def _may_read_halts(user: Any, parts: dict[str, str]) -> bool:
    """A halt of the whole desk concerns everybody; one of a person comes with ``alerts:{user_id}``."""
    return access.may(user=user, action=Action.USE_DESK)


def _halts(user: Any, parts: dict[str, str]) -> dict[str, Any]:
    return live.snapshot_of_halts(user=user)


def _orders(user: Any, parts: dict[str, str]) -> dict[str, Any]:
    return live.snapshot_of_orders(user=user, owner_id=int(parts["user_id"]), limit=SNAPSHOT_MAX)


def _approvals(user: Any, parts: dict[str, str]) -> dict[str, Any]:
    return live.snapshot_of_approvals(user=user, limit=SNAPSHOT_MAX)

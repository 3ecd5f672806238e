"""Several changes of one person at once, all or none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.services import users


@transaction.atomic
def apply_changes(*, user_id: int, changes: Mapping[str, Any], reason: str, at: datetime) -> None:
    """Change ``full_name``, ``trading_suspended``, ``role`` and ``state``, as far as they are named.

    :raises StewardError: as the single changes do; then nothing has changed.
    """
    if "full_name" in changes:
        users.change_name(user_id=user_id, full_name=changes["full_name"])
    if "trading_suspended" in changes:
        users.suspend_trading(user_id=user_id, is_suspended=changes["trading_suspended"], reason=reason)
    if "role" in changes:
        users.change_role(user_id=user_id, role=changes["role"], at=at, reason=reason)
    if "state" in changes:
        users.change_state(user_id=user_id, state=changes["state"], at=at, reason=reason)

"""The live topic of runs: each step as it is stored."""

from __future__ import annotations

import re
from typing import Any

from agents.domain.facts import run_as_json
from agents.selectors.runs import get_run_for
from stocksteward.core.errors import StewardError
from stocksteward.core.live import topics


def register_topics() -> None:
    """Register ``runs:{run_id}``: whoever may see the trade may watch its run."""
    topics.register(
        topics.Topic(
            name="runs:{run_id}",
            pattern=re.compile(r"runs:(?P<run_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"),
            message_type="steward_prediction",
            may_read=_may_read,
            snapshot=_snapshot,
        )
    )


def _may_read(user: Any, parts: dict[str, str]) -> bool:
    try:
        get_run_for(user=user, run_id=parts["run_id"])
    except StewardError:
        return False
    return True


def _snapshot(user: Any, parts: dict[str, str]) -> dict[str, Any]:
    return run_as_json(get_run_for(user=user, run_id=parts["run_id"]))

"""Waiting a little for a run's outcome, by looking at its row."""

from __future__ import annotations

import time

from django.db import connection

from agents.selectors.runs import has_outcome

WAIT_SECONDS_MAX = 10
PAUSE_SECONDS = 0.015


def wait_for_outcome(*, run_id: str, seconds: float) -> bool:
    """Return True as soon as the run has ended or waits for a person, False if it has not within ``seconds`` (at most 10).

    Must be called outside a transaction, after the run was committed.
    """
    deadline = time.monotonic() + min(seconds, WAIT_SECONDS_MAX)
    while not has_outcome(run_id=run_id):
        if time.monotonic() + PAUSE_SECONDS > deadline:
            return False
        if connection.vendor == "postgresql" and not connection.in_atomic_block:
            connection.close()  # back into the pool: who waits needs none
        time.sleep(PAUSE_SECONDS)
    return True

"""Signs of life: noted once for each part, and forgotten by a fresh start."""

from __future__ import annotations

import pytest

from accounts.selectors.heartbeats import list_heartbeats
from accounts.services import heartbeats
from stocksteward.core import clock


@pytest.mark.django_db
def test_a_fresh_start_forgets_the_signs_of_life_of_the_process_before():
    heartbeats.beat(name="worker", at=clock.now())

    heartbeats.forget()

    assert list_heartbeats() == []

"""Reading ``Prefer: wait=N``."""

from __future__ import annotations

import pytest

from agents.api.prefer import seconds_to_wait


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 0),
        ("", 0),
        ("wait=5", 5),
        ("WAIT = 5", 5),
        ('wait="5"', 5),
        ("respond-async, wait=3", 3),
        ("wait=3; foo=bar", 3),
        ("wait=11", 10),
        ("wait=999999", 10),
        ("wait=9999999999", 0),
        ("wait=-1", 0),
        ("wait=1.5", 0),
        ("wait=٣", 0),
        ("await=5", 0),
    ],
)
def test_seconds_are_read_and_held_at_the_maximum(header, seconds):
    assert seconds_to_wait(header, maximum=10) == seconds

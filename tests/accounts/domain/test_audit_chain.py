"""How an event is written down and hashed."""

from __future__ import annotations

import uuid
from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from accounts.domain.audit_chain import FIRST_HASH, EventContent, canonical, chained_hash
from accounts.domain.rates import parse_rate

CONTENT = EventContent(
    stream="user:1",
    number=1,
    at="2026-11-21T04:00:00.000000+00:00",
    actor_id=1,
    on_behalf_of_id=2,
    action="trade.requested",
    object_type="trade",
    object_id="7",
    before="",
    after='{"quantity":10}',
    reason="because",
    address="127.0.0.1",
    user_agent="browser",
    trace_id="0" * 32,
    log_entry_id=3,
    log_entry_hash="a" * 64,
)


@pytest.mark.parametrize("field", [field.name for field in fields(EventContent)])
def test_the_hash_covers_every_field(field):
    value = getattr(CONTENT, field)
    other = value + 1 if isinstance(value, int) else f"{value}x"

    assert chained_hash(previous_hash=FIRST_HASH, content=replace(CONTENT, **{field: other})) != chained_hash(
        previous_hash=FIRST_HASH, content=CONTENT
    )


def test_the_hash_covers_the_event_before():
    assert chained_hash(previous_hash="1" * 64, content=CONTENT) != chained_hash(previous_hash=FIRST_HASH, content=CONTENT)


def test_text_cannot_move_from_one_field_to_the_next_unseen():
    one = replace(CONTENT, action="ab", object_type="c")
    other = replace(CONTENT, action="a", object_type="bc")

    assert chained_hash(previous_hash=FIRST_HASH, content=one) != chained_hash(previous_hash=FIRST_HASH, content=other)


def test_everything_is_written_in_one_way():
    key = uuid.UUID(int=5)
    value = {"b": Decimal("1.50"), "a": [1, True, None, 0.1, key], "c": datetime(2026, 1, 1, tzinfo=UTC), "d": {"x", "w"}}

    assert canonical(value) == (
        '{"a":[1,true,null,"0.1","00000000-0000-0000-0000-000000000005"],"b":"1.50","c":"2026-01-01T00:00:00.000000+00:00","d":["w","x"]}'
    )


@pytest.mark.parametrize("text", ["10", "ten/min", "10/", "10/fortnight"])
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 -- int() has its own words
        parse_rate(text)


def test_a_rate_is_a_count_in_seconds():
    assert parse_rate("10/min") == (10, 60)
    assert parse_rate("3/hour") == (3, 3600)
    assert parse_rate(None) is None

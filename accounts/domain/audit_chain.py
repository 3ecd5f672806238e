"""The hash chain of the audit log: how an event is written down, hashed, and tied to the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

FIRST_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class EventContent:
    """Everything of an event that its hash covers. ``before`` and ``after`` are canonical JSON, or empty."""

    stream: str
    number: int
    at: str
    actor_id: int | None
    on_behalf_of_id: int | None
    action: str
    object_type: str
    object_id: str
    before: str
    after: str
    reason: str
    address: str
    user_agent: str
    trace_id: str
    log_entry_id: int | None
    log_entry_hash: str


@dataclass(frozen=True, slots=True)
class AuditDefect:
    """One thing that verification found wrong."""

    stream: str
    number: int | None
    problem: str


@dataclass(frozen=True, slots=True)
class AuditVerification:
    """What a verification has looked at and found."""

    streams: int
    events: int
    log_entries: int
    defects: tuple[AuditDefect, ...]


def moment(at: datetime) -> str:
    """Write a moment in the one way that is hashed: UTC, microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def json_safe(value: Any) -> Any:
    """Return the value as JSON knows it: decimals, moments, ids and floats become their text, so they survive any database."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): json_safe(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_safe(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(str(item) for item in value)
    if isinstance(value, datetime):
        return moment(value) if value.tzinfo else value.isoformat()
    return str(value)


def canonical(value: Any) -> str:
    """Write a value as JSON in exactly one way."""
    return json.dumps(json_safe(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def chained_hash(*, previous_hash: str, content: EventContent) -> str:
    """Return the hash of an event that follows the event with ``previous_hash``."""
    return digest(f"{previous_hash}\n{canonical(asdict(content))}")

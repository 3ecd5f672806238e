"""Frozen dataclasses to JSON and back, and the fingerprint of either: decimals as text, times as ISO 8601."""

from __future__ import annotations

import hashlib
import json
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

Value = TypeVar("Value")


_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    adapter = _adapters.get(kind)
    if adapter is None:
        adapter = _adapters[kind] = TypeAdapter(kind)
    return adapter


def to_json(value: Any) -> dict[str, Any]:
    """Return the JSON-safe dictionary of a frozen dataclass."""
    return cast("dict[str, Any]", _adapter(type(value)).dump_python(value, mode="json"))


def from_json(kind: type[Value], data: Any) -> Value:
    """Return the frozen dataclass that :func:`to_json` wrote.

    :raises pydantic.ValidationError: if the data is not of this kind.
    """
    return cast("Value", _adapter(kind).validate_python(data))


def canonical(data: Any) -> str:
    """Return the one spelling of JSON-safe data: sorted keys, no spaces, ASCII only."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def fingerprint(value: Any) -> str:
    """Return the SHA-256 of a frozen dataclass in its one spelling."""
    return hashlib.sha256(canonical(to_json(value)).encode()).hexdigest()

"""The form of an API key: ``sk_`` prefix ``_`` secret; what is kept is the prefix and the hash of the whole."""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass

_FORM = re.compile(r"sk_([a-z0-9]{10})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class ApiKeyFacts:
    """A key that has proved itself."""

    id: uuid.UUID
    user_id: int
    name: str
    scope: str


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key at its making: the only time that its secret is known."""

    facts: ApiKeyFacts
    prefix: str
    secret: str


def prefix_of(key: str) -> str | None:
    """Return the prefix of a well-formed key, else None."""
    match = _FORM.fullmatch(key)
    return match.group(1) if match else None


def hash_of(key: str) -> str:
    """Return the hash under which a key is kept: it has 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(key.encode("ascii", "replace")).hexdigest()


def written(*, prefix: str, secret: str) -> str:
    """Return the key as its owner writes it."""
    return f"sk_{prefix}_{secret}"

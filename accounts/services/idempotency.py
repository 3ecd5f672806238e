"""Answering a repeated request with the first answer: one row a key, claimed by an insert."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.models.idempotency_key import IdempotencyKey
from stocksteward.core.errors import Conflict

KEPT_FOR = timedelta(hours=24)
# A request that has not answered by then has died with its process; its key may be claimed again.
CLAIM_LASTS = timedelta(seconds=90)


class IdempotencyKeyReused(Conflict):
    """The key came before with another body; the program uses a new key for a new request."""

    code = "idempotency_key_reused"


class IdempotencyKeyInUse(Conflict):
    """The first request with this key is still at work; the program asks again in a moment."""

    code = "idempotency_key_in_use"


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What the first request was answered."""

    status: int
    body: str


def claim(*, owner: str, path: str, key: str, body_hash: str, at: datetime) -> StoredAnswer | None:
    """Take the key for this request (None), or return the stored answer of the first.

    :raises IdempotencyKeyReused: if the key came before with another body.
    :raises IdempotencyKeyInUse: if the first request has not answered yet.
    """
    try:
        with transaction.atomic():
            IdempotencyKey.objects.create(owner=owner, path=path, key=key, body_hash=body_hash, claimed_at=at)
    except IntegrityError:
        return _stored(owner=owner, path=path, key=key, body_hash=body_hash, at=at)
    return None


def _stored(*, owner: str, path: str, key: str, body_hash: str, at: datetime) -> StoredAnswer | None:
    rows = IdempotencyKey.objects.filter(owner=owner, path=path, key=key)
    expired = rows.filter(claimed_at__lt=at - KEPT_FOR)
    if expired.update(claimed_at=at, body_hash=body_hash, response_status=None, response_body=""):
        return None
    row = rows.first()
    if row is None:
        raise IdempotencyKeyInUse("The first request with this key has just failed: send it again.")
    if row.body_hash != body_hash:
        raise IdempotencyKeyReused("This Idempotency-Key came before with another body.")
    if row.response_status is not None:
        return StoredAnswer(status=row.response_status, body=row.response_body)
    if rows.filter(response_status__isnull=True, claimed_at__lt=at - CLAIM_LASTS).update(claimed_at=at):
        return None
    raise IdempotencyKeyInUse("The first request with this Idempotency-Key is still at work: ask again in a moment.")


def store_answer(*, owner: str, path: str, key: str, status: int, body: str) -> None:
    """Keep the answer for whoever repeats the request."""
    IdempotencyKey.objects.filter(owner=owner, path=path, key=key).update(response_status=status, response_body=body)


def release(*, owner: str, path: str, key: str) -> None:
    """Give up the key of a request that failed: nothing was done, so it may be sent again."""
    IdempotencyKey.objects.filter(owner=owner, path=path, key=key, response_status__isnull=True).delete()


def prune(*, at: datetime) -> int:
    """Forget keys older than a day; return how many."""
    return IdempotencyKey.objects.filter(claimed_at__lt=at - KEPT_FOR).delete()[0]

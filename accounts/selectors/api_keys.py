"""Which key is whose."""

from __future__ import annotations

import hmac
import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from accounts.domain.api_keys import ApiKeyFacts, hash_of, prefix_of
from accounts.models.api_key import ApiKey
from stocksteward.core.errors import NotFound

if TYPE_CHECKING:
    from accounts.models.user import User


def find_key(*, key: str, at: datetime) -> tuple[User, ApiKeyFacts] | None:
    """Return the active owner and the facts of a key that is known, unexpired and unrevoked; else None."""
    prefix = prefix_of(key)
    if prefix is None:
        return None
    row = (
        ApiKey.objects.select_related("user")
        .filter(prefix=prefix, revoked_at__isnull=True, user__is_active=True)
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at))
        .first()
    )
    if row is None or not hmac.compare_digest(row.key_hash, hash_of(key)):
        return None
    return row.user, ApiKeyFacts(id=row.pk, user_id=row.user_id, name=row.name, scope=row.scope)


def list_keys_of(*, user_id: int) -> QuerySet[ApiKey]:
    """The unrevoked keys of a person, newest first."""
    return ApiKey.objects.filter(user_id=user_id, revoked_at__isnull=True)


def get_key_of(*, user_id: int, key_id: uuid.UUID) -> ApiKey:
    """Return one unrevoked key of this person.

    :raises NotFound: if it is revoked, never was or is another's.
    """
    row = list_keys_of(user_id=user_id).filter(pk=key_id).first()
    if row is None:
        raise NotFound
    return row

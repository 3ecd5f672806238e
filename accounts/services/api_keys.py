"""Making, using and revoking API keys."""

from __future__ import annotations

import secrets
import string
import uuid
from datetime import datetime, timedelta

from django.db import transaction

from accounts.domain.api_keys import ApiKeyFacts, NewApiKey, hash_of, written
from accounts.enums import ApiKeyScope
from accounts.models.api_key import ApiKey
from accounts.models.user import User
from accounts.selectors import api_keys as key_selectors
from accounts.services import audit
from stocksteward.core.errors import BadInput, Conflict

KEYS_PER_USER_MAX = 20
USE_NOTED_EVERY = timedelta(minutes=1)
_PREFIX_LETTERS = string.ascii_lowercase + string.digits


class TooManyApiKeys(Conflict):
    """The person has as many keys as one may have, and revokes one first."""

    code = "too_many_api_keys"


@transaction.atomic
def create_key(*, user_id: int, name: str, scope: str, at: datetime, expires_at: datetime | None = None) -> NewApiKey:
    """Make a key; its secret is in the answer and nowhere else.

    :raises BadInput: if the name is missing or too long, the scope unknown, or the expiry past.
    :raises TooManyApiKeys: if the person has 20 already.
    """
    name = name.strip()
    if not 1 <= len(name) <= 80:
        raise BadInput("name", "Give the key a name of 1 to 80 characters.")
    if scope not in ApiKeyScope.values:
        raise BadInput("scope", f"Choose one of {', '.join(ApiKeyScope.values)}.")
    if expires_at is not None and expires_at <= at:
        raise BadInput("expires_at", "The expiry has passed already.")
    User.objects.select_for_update(no_key=True).get(pk=user_id)
    if key_selectors.list_keys_of(user_id=user_id).count() >= KEYS_PER_USER_MAX:
        raise TooManyApiKeys(f"At most {KEYS_PER_USER_MAX} keys a person: revoke one first.")
    prefix = "".join(secrets.choice(_PREFIX_LETTERS) for _ in range(10))
    secret = written(prefix=prefix, secret=secrets.token_urlsafe(32))
    row = ApiKey.objects.create(
        user_id=user_id, name=name, scope=scope, prefix=prefix, key_hash=hash_of(secret), expires_at=expires_at, created_at=at
    )
    audit.record(
        action="api_key.created", object_type="api_key", object_id=str(row.pk), after={"name": name, "scope": scope, "prefix": prefix}
    )
    return NewApiKey(facts=ApiKeyFacts(id=row.pk, user_id=user_id, name=name, scope=scope), prefix=prefix, secret=secret)


@transaction.atomic
def revoke_key(*, user_id: int, key_id: uuid.UUID, at: datetime) -> None:
    """Make a key of this person useless from now on.

    :raises NotFound: if it is revoked already, never was or is another's.
    """
    row = key_selectors.get_key_of(user_id=user_id, key_id=key_id)
    row.revoked_at = at
    row.save(update_fields=["revoked_at", "updated_at"])
    audit.record(action="api_key.revoked", object_type="api_key", object_id=str(row.pk), before={"name": row.name, "prefix": row.prefix})


def note_use(*, key_id: uuid.UUID, at: datetime) -> None:
    """Remember when a key was used, at most once a minute."""
    rows = ApiKey.objects.filter(pk=key_id)
    if rows.filter(latest_used_at__gt=at - USE_NOTED_EVERY).exists():
        return
    rows.update(latest_used_at=at)

"""Who is signed in, and where."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare
from rest_framework_simplejwt.utils import get_md5_hash_password

from accounts.models.session import UserSession
from stocksteward.core.errors import NotFound

if TYPE_CHECKING:
    from accounts.models.user import User


def list_sessions_of(*, user_id: int) -> QuerySet[UserSession]:
    """The unended sessions of a person, latest seen first."""
    return UserSession.objects.filter(user_id=user_id, ended_at__isnull=True)


def get_session_of(*, user_id: int, session_id: uuid.UUID) -> UserSession:
    """Return one unended session of this person.

    :raises NotFound: if it has ended, never was or is another's.
    """
    session = list_sessions_of(user_id=user_id).filter(pk=session_id).first()
    if session is None:
        raise NotFound
    return session


def find_open_session(*, session_id: str, user_id: int) -> UserSession | None:
    """Return the unended session with this id, if it is this person's."""
    try:
        key = uuid.UUID(session_id)
    except ValueError:
        return None
    return UserSession.objects.filter(pk=key, user_id=user_id, ended_at__isnull=True).first()


def find_user_of_token(*, session_id: str, user_id: str, password_mark: str) -> User | None:
    """Return the user whom a token with a valid signature stands for at this moment, in one query.

    None if the session has ended, the user is not active, or the password is no longer the one of the token's making.
    """
    try:
        session_key, user_key = uuid.UUID(session_id), int(user_id)
    except ValueError:
        return None
    session = UserSession.objects.select_related("user").filter(pk=session_key, user_id=user_key, ended_at__isnull=True).first()
    if session is None or not session.user.is_active:
        return None
    if not constant_time_compare(get_md5_hash_password(session.user.password), password_mark):
        return None
    return session.user


def is_idle(*, session: UserSession, at: datetime, limit_seconds: int) -> bool:
    """Say whether nobody has used the session for longer than the limit."""
    return (at - session.latest_seen_at).total_seconds() > limit_seconds

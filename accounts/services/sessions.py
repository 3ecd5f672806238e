"""Starting, seeing and ending sign-ins."""

from __future__ import annotations

import contextlib
import uuid
from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.db import transaction

from accounts.enums import SessionEnd, SessionKind
from accounts.models.session import UserSession
from accounts.selectors import sessions as session_selectors
from accounts.services import audit
from stocksteward.core.errors import NotFound
from stocksteward.core.live import push

SEEN_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def open_session(*, user_id: int, kind: SessionKind, address: str, user_agent: str, at: datetime, session_key: str = "") -> UserSession:
    """Note that a person has signed in."""
    session = UserSession.objects.create(
        user_id=user_id,
        kind=kind,
        session_key=session_key,
        address=address,
        user_agent=user_agent[:300],
        started_at=at,
        latest_seen_at=at,
    )
    audit.record(action="session.opened", object_type="session", object_id=str(session.pk), after={"kind": kind}, actor_id=user_id)
    return session


def note_seen(*, session: UserSession, at: datetime) -> None:
    """Remember that a session is in use, at most once a minute."""
    if at - session.latest_seen_at >= SEEN_NOTED_EVERY:
        UserSession.objects.filter(pk=session.pk, ended_at__isnull=True).update(latest_seen_at=at)


@transaction.atomic
def end_session(*, user_id: int, session_id: uuid.UUID, reason: SessionEnd, at: datetime) -> None:
    """End one session of this person, in the browser or of a token.

    :raises NotFound: if it has ended, never was or is another's.
    """
    session = session_selectors.get_session_of(user_id=user_id, session_id=session_id)
    _end([session], user_id=user_id, reason=reason, at=at)


def end_quietly(*, user_id: int, session_id: uuid.UUID, reason: SessionEnd, at: datetime) -> None:
    """End one session of this person; one that has ended already, perhaps this very moment, stays ended."""
    with contextlib.suppress(NotFound):
        end_session(user_id=user_id, session_id=session_id, reason=reason, at=at)


@transaction.atomic
def end_all_sessions(*, user_id: int, reason: SessionEnd, at: datetime, but_not: uuid.UUID | None = None) -> int:
    """End every session of this person, but for one if named; return how many."""
    sessions = [session for session in session_selectors.list_sessions_of(user_id=user_id) if session.pk != but_not]
    _end(sessions, user_id=user_id, reason=reason, at=at)
    return len(sessions)


def _end(sessions: list[UserSession], *, user_id: int, reason: SessionEnd, at: datetime) -> None:
    ended = UserSession.objects.filter(pk__in=[session.pk for session in sessions], ended_at__isnull=True)
    ended.update(ended_at=at, end_reason=reason)
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for session in sessions:
        if session.session_key:
            store(session.session_key).delete()
    audit.record_many(
        [
            audit.Event(
                action="session.ended",
                object_type="session",
                object_id=str(session.pk),
                before={"kind": session.kind},
                after={"end_reason": reason},
                on_behalf_of_id=user_id,
            )
            for session in sessions
        ]
    )
    push.close_sockets_of(user_id)


def follow_key(*, session_id: uuid.UUID, session_key: str) -> None:
    """Remember the new key of a browser's session after Django has changed it."""
    UserSession.objects.filter(pk=session_id, ended_at__isnull=True).update(session_key=session_key)

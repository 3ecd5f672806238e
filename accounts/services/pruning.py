"""Forgetting what has expired: idempotency keys, tokens, sessions. The audit log is never pruned."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from accounts.enums import SessionEnd, SessionKind
from accounts.models.session import UserSession
from accounts.services import idempotency, sessions

STALE_SESSIONS_MAX = 1000
ENDED_SESSIONS_KEPT = timedelta(days=90)


def prune(*, at: datetime) -> None:
    """End sessions that nobody can use any more, and delete what has expired."""
    for session in _stale_sessions(at):
        sessions.end_quietly(user_id=session.user_id, session_id=session.pk, reason=SessionEnd.IDLE, at=at)
    UserSession.objects.filter(ended_at__lt=at - ENDED_SESSIONS_KEPT).delete()
    OutstandingToken.objects.filter(expires_at__lt=at).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    idempotency.prune(at=at)


def _stale_sessions(at: datetime) -> list[UserSession]:
    """Browsers whose cookie has expired, and programs whose latest refresh token has."""
    unended = UserSession.objects.filter(ended_at__isnull=True)
    browsers = unended.filter(kind=SessionKind.BROWSER, latest_seen_at__lt=at - timedelta(seconds=settings.SESSION_COOKIE_AGE))
    lifetime: timedelta = settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"]  # type: ignore[assignment]
    programs = unended.filter(kind=SessionKind.TOKEN, latest_seen_at__lt=at - lifetime - sessions.SEEN_NOTED_EVERY)
    return [*browsers[:STALE_SESSIONS_MAX], *programs[:STALE_SESSIONS_MAX]]

"""Pairs of access and refresh tokens: each pair belongs to a session and dies with it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import RefreshToken
from rest_framework_simplejwt.utils import get_md5_hash_password

from accounts.enums import SessionEnd, SessionKind
from accounts.models.session import UserSession
from accounts.models.user import User
from accounts.selectors import sessions as session_selectors
from accounts.services import sessions
from stocksteward.core.errors import StewardError


class TokenNotValid(StewardError):
    """The token is forged, expired, revoked or used already; the program signs in again."""

    code = "token_not_valid"
    http_status = 401


@dataclass(frozen=True, slots=True)
class TokenPair:
    """A short access token and the refresh token that gets the next pair."""

    access: str
    refresh: str


class _DecodedRefreshToken(RefreshToken):
    """A refresh token whose signature, expiry and type are checked; whether it was used is decided by an insert, not by a look."""

    def check_blacklist(self) -> None:
        """Leave it to :func:`rotate`, where two at the same time cannot both pass."""


@transaction.atomic
def open_pair(*, user_id: int, address: str, user_agent: str, at: datetime) -> TokenPair:
    """Start a token session of a person who has just proved their password."""
    user = User.objects.get(pk=user_id)
    session = sessions.open_session(user_id=user_id, kind=SessionKind.TOKEN, address=address, user_agent=user_agent, at=at)
    return _issue(user=user, session=session)


def rotate(*, refresh: str, at: datetime) -> TokenPair:
    """Give the next pair for a refresh token, which is thereby used up. Used twice, it ends the whole session: one of the two is a thief.

    :raises TokenNotValid: if it is forged, expired, used, or its session or user is gone.
    """
    token = _decoded(refresh)
    with transaction.atomic():
        user = session_selectors.find_user_of_token(
            session_id=str(token.get("sid", "")), user_id=str(token.get("user_id", "")), password_mark=str(token.get("hash_password", ""))
        )
        session = None if user is None else session_selectors.find_open_session(session_id=str(token["sid"]), user_id=user.pk)
        if user is None or session is None:
            raise TokenNotValid("The token is invalid, has expired or has been revoked: sign in again.")
        if _use_up(token):
            sessions.note_seen(session=session, at=at)
            return _issue(user=user, session=session)
    sessions.end_quietly(session_id=session.pk, user_id=user.pk, reason=SessionEnd.TOKEN_REUSED, at=at)
    raise TokenNotValid("This refresh token has been used before: the session is ended, sign in again.")


def end_pair(*, refresh: str, at: datetime) -> None:
    """End the session of a refresh token; one that has ended already stays ended.

    :raises TokenNotValid: if the token is forged or expired.
    """
    token = _decoded(refresh)
    end_session_of_claims(session_id=str(token.get("sid", "")), user_id=int(token["user_id"]), at=at)


def end_session_of_claims(*, session_id: str, user_id: int, at: datetime) -> None:
    """End the session that a checked token, or a browser, names; one that has ended already stays ended."""
    try:
        key = uuid.UUID(session_id)
    except ValueError:
        return
    sessions.end_quietly(session_id=key, user_id=user_id, reason=SessionEnd.SIGNED_OUT, at=at)


def _decoded(refresh: str) -> _DecodedRefreshToken:
    try:
        return _DecodedRefreshToken(refresh)  # type: ignore[arg-type]
    except TokenError as error:
        raise TokenNotValid("The token is invalid, has expired or has been revoked: sign in again.") from error


def _issue(*, user: User, session: UserSession) -> TokenPair:
    # Not RefreshToken.for_user: that keeps the whole token in the database, where an auditor could read and use it.
    token = RefreshToken()
    token["user_id"] = str(user.pk)
    token["hash_password"] = get_md5_hash_password(user.password)
    token["sid"] = str(session.pk)
    OutstandingToken.objects.create(
        user=user, jti=token["jti"], token="", created_at=token.current_time, expires_at=datetime.fromtimestamp(token["exp"], UTC)
    )
    return TokenPair(access=str(token.access_token), refresh=str(token))


def _use_up(token: RefreshToken) -> bool:
    """Say whether this call is the one that used the token up."""
    outstanding = OutstandingToken.objects.filter(jti=token["jti"]).first()
    return outstanding is not None and BlacklistedToken.objects.get_or_create(token=outstanding)[1]

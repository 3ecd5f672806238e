"""Changing a password, and setting a new one with a mailed link (Django's token)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from accounts.enums import NotificationKind, SessionEnd
from accounts.models.user import User
from accounts.services import audit, mail, notifications, sessions
from accounts.services.users import check_password
from stocksteward.core.errors import BadInput, StewardError


class ResetLinkInvalid(StewardError):
    """The link is forged, too old or used already; the person asks for another."""

    code = "reset_link_invalid"


def request_reset(*, email: str) -> None:
    """Mail a link with which an active person sets a new password. An unknown address changes nothing and is not told."""
    user = User.objects.active().filter(email=User.objects.normalize_email(email)).first()
    if user is None:
        return
    path = reverse(
        "accounts:password_reset_confirm",
        kwargs={"uid": urlsafe_base64_encode(force_bytes(user.pk)), "token": default_token_generator.make_token(user)},
    )
    mail.send_after_commit(
        to=user.email, subject="Set a new password", template="password_reset", context={"name": user.display_name, "path": path}
    )


def is_reset_link_valid(*, uid: str, token: str) -> bool:
    """Say whether a mailed link still works."""
    return _user_of_link(uid=uid, token=token) is not None


@transaction.atomic
def reset_password(*, uid: str, token: str, password: str, at: datetime) -> None:
    """Set a new password with a mailed link; every session ends, and the link works no more.

    :raises ResetLinkInvalid: if the link is forged, too old or used.
    :raises BadInput: if the password breaks a rule.
    """
    user = _user_of_link(uid=uid, token=token)
    if user is None:
        raise ResetLinkInvalid("This link is not valid any more: ask for another.")
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not default_token_generator.check_token(locked, token):
        raise ResetLinkInvalid("This link is not valid any more: ask for another.")
    _set(user=locked, password=password, action="user.password_reset", at=at, but_not=None)


@transaction.atomic
def change_password(*, user_id: int, current: str, password: str, at: datetime, session_id: uuid.UUID | None) -> None:
    """Change a password; every other session ends (``session_id`` names the one that stays).

    :raises BadInput: if the current password is wrong or the new one breaks a rule.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    if not user.check_password(current):
        raise BadInput("current_password", "This is not your present password.")
    _set(user=user, password=password, action="user.password_changed", at=at, but_not=session_id)


def _set(*, user: User, password: str, action: str, at: datetime, but_not: uuid.UUID | None) -> None:
    check_password(password=password, user=user)
    user.set_password(password)
    user.save(update_fields=["password", "updated_at"])
    audit.record(action=action, object_type="user", object_id=str(user.pk), actor_id=user.pk)
    sessions.end_all_sessions(user_id=user.pk, reason=SessionEnd.PASSWORD_CHANGED, at=at, but_not=but_not)
    notifications.notify(
        user_id=user.pk,
        kind=NotificationKind.SECURITY,
        title="Your password was changed",
        body="If it was not you, ask the desk's owner to suspend the account.",
        at=at,
    )


def _user_of_link(*, uid: str, token: str) -> User | None:
    try:
        key = int(urlsafe_base64_decode(uid).decode())
    except (ValueError, OverflowError):
        return None
    user = User.objects.active().filter(pk=key).first() if key < 2**63 else None
    return user if user is not None and default_token_generator.check_token(user, token) else None

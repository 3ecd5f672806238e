"""People's accounts: registering, verifying, and what a superadmin may change."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.domain.users import check_state_change
from accounts.enums import NotificationKind, Role, SessionEnd, UserState
from accounts.models.user import User
from accounts.services import audit, mail, notifications, sessions
from stocksteward.core import events
from stocksteward.core.errors import BadInput, Conflict, NotFound, StewardError

VERIFICATION_LASTS = timedelta(days=3)
_SALT = "accounts.verify_email"


class VerificationLinkInvalid(StewardError):
    """The link is forged, too old or used already; the person registers again to get another."""

    code = "verification_link_invalid"


class LastSuperadmin(Conflict):
    """The desk would be left without an active superadmin; another one is made first."""

    code = "last_superadmin"


def check_password(*, password: str, user: User) -> None:
    """Let a password pass that every validator of the settings accepts.

    :raises BadInput: if one does not; ``details`` has every reason.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        refusal = BadInput("password", error.messages[0])
        refusal.details = {"password": list(error.messages)}
        raise refusal from error


def register_user(*, email: str, password: str, full_name: str, at: datetime) -> User:
    """Make an INACTIVE trader and mail a link that verifies the address.

    For an address that has an account already nothing changes: its owner gets a mail that says so, and the owner's account is
    returned. Whoever calls must answer both cases alike.

    :raises BadInput: if the address, the name or the password breaks a rule.
    """
    email = User.objects.normalize_email(email)
    full_name = " ".join(full_name.split())
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadInput("email", "Enter a valid e-mail address.") from error
    if not 1 <= len(full_name) <= 120:
        raise BadInput("full_name", "Give your name, at most 120 characters.")
    check_password(password=password, user=User(email=email, full_name=full_name))
    with contextlib.suppress(IntegrityError):
        return _make_user(email=email, password=password, full_name=full_name, at=at)
    make_password(password)  # as slow as making the account
    user = User.objects.get(email=email)
    _mail_known_address(user)
    return user


@transaction.atomic
def _make_user(*, email: str, password: str, full_name: str, at: datetime) -> User:
    user = User.objects.create_user(email, password, full_name=full_name, created_at=at)
    audit.record(
        action="user.registered",
        object_type="user",
        object_id=str(user.pk),
        after={"email": email, "role": user.role, "state": user.state},
        actor_id=user.pk,
    )
    _mail_verification_link(user)
    return user


def _mail_known_address(user: User) -> None:
    if user.state == UserState.INACTIVE and user.email_verified_at is None:
        _mail_verification_link(user)
    else:
        mail.send_after_commit(
            to=user.email, subject="You already have an account", template="known_address", context={"name": user.display_name}
        )


def _mail_verification_link(user: User) -> None:
    path = reverse("accounts:verify_email", kwargs={"token": verification_token(user)})
    mail.send_after_commit(
        to=user.email, subject="Verify your e-mail address", template="verify_email", context={"name": user.display_name, "path": path}
    )


def verification_token(user: User) -> str:
    """Return the signed token that proves who reads this address's mail."""
    return signing.dumps({"user": user.pk, "email": user.email}, salt=_SALT)


@transaction.atomic
def verify_email(token: str, *, at: datetime) -> User:
    """Make the user ACTIVE, announce it (which opens the first portfolio) and leave a welcome notice. A link works once.

    :raises VerificationLinkInvalid: if the token is forged, older than three days or used.
    """
    try:
        claim = signing.loads(token, salt=_SALT, max_age=VERIFICATION_LASTS)
        user_id, email = int(claim["user"]), str(claim["email"])
    except (signing.BadSignature, KeyError, TypeError, ValueError) as error:
        raise VerificationLinkInvalid("This link is not valid any more: register again to get another.") from error
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id, email=email).first()
    if user is None or user.state != UserState.INACTIVE or user.email_verified_at is not None:
        raise VerificationLinkInvalid("This link is not valid any more: sign in, or register again to get another.")
    user.state, user.email_verified_at = UserState.ACTIVE, at
    user.save(update_fields=["state", "email_verified_at", "updated_at"])
    audit.record(
        action="user.email_verified",
        object_type="user",
        object_id=str(user.pk),
        before={"state": UserState.INACTIVE},
        after={"state": UserState.ACTIVE},
        actor_id=user.pk,
    )
    welcome(user_id=user.pk, at=at)
    return user


def welcome(*, user_id: int, at: datetime) -> None:
    """Announce a new active person, inside the caller's transaction, and leave a welcome notice."""
    events.announce(events.USER_REGISTERED, user_id=user_id, at=at)
    leave_welcome_notice(user_id=user_id, at=at)


def leave_welcome_notice(*, user_id: int, at: datetime) -> None:
    """Greet a person without announcing them."""
    notifications.notify(
        user_id=user_id,
        kind=NotificationKind.WELCOME,
        title="Welcome to StockSteward",
        body="Your paper portfolio is open. Prices move on the dashboard; nothing here is real money until you say so.",
        link="/",
        at=at,
    )


@transaction.atomic
def change_name(*, user_id: int, full_name: str) -> None:
    """Change how a person is called.

    :raises BadInput: if the name is missing or too long.
    """
    full_name = " ".join(full_name.split())
    if not 1 <= len(full_name) <= 120:
        raise BadInput("full_name", "Give your name, at most 120 characters.")
    user = _locked(user_id)
    user.full_name = full_name
    user.save(update_fields=["full_name", "updated_at"])


@transaction.atomic
def change_role(*, user_id: int, role: str, at: datetime, reason: str = "") -> None:
    """Give a person another role; every session of theirs ends.

    :raises BadInput: if there is no such role.
    :raises LastSuperadmin: if the desk would be left without one.
    """
    if role not in Role.values:
        raise BadInput("role", f"Choose one of {', '.join(Role.values)}.")
    user = _locked(user_id)
    if user.role == role:
        return
    if user.role == Role.SUPERADMIN:
        _check_another_superadmin(user)
    before, user.role = user.role, Role(role)
    user.save(update_fields=["role", "updated_at"])
    audit.record(
        action="user.role_changed",
        object_type="user",
        object_id=str(user.pk),
        before={"role": before},
        after={"role": role},
        reason=reason,
        on_behalf_of_id=user.pk,
    )
    sessions.end_all_sessions(user_id=user.pk, reason=SessionEnd.ROLE_CHANGED, at=at)


@transaction.atomic
def change_state(*, user_id: int, state: str, at: datetime, reason: str = "") -> None:
    """Suspend, reinstate, activate or deactivate a person; whoever is not ACTIVE any more loses every session.

    :raises BadInput: if there is no such state.
    :raises IllegalStateChange: if the table of states has no such move.
    :raises LastSuperadmin: if the desk would be left without one.
    """
    if state not in UserState.values:
        raise BadInput("state", f"Choose one of {', '.join(UserState.values)}.")
    user = _locked(user_id)
    if user.state == state:
        return
    check_state_change(current=user.state, target=state)
    if user.role == Role.SUPERADMIN and user.state == UserState.ACTIVE:
        _check_another_superadmin(user)
    before, user.state = user.state, UserState(state)
    is_new = state == UserState.ACTIVE and user.email_verified_at is None
    if is_new:
        user.email_verified_at = at  # the superadmin vouches for the address
    user.save(update_fields=["state", "email_verified_at", "updated_at"])
    audit.record(
        action="user.state_changed",
        object_type="user",
        object_id=str(user.pk),
        before={"state": before},
        after={"state": state},
        reason=reason,
        on_behalf_of_id=user.pk,
    )
    if is_new:
        welcome(user_id=user.pk, at=at)
    if state != UserState.ACTIVE:
        sessions.end_all_sessions(user_id=user.pk, reason=SessionEnd.STATE_CHANGED, at=at)


@transaction.atomic
def suspend_trading(*, user_id: int, is_suspended: bool, reason: str = "") -> None:
    """Forbid a person to trade, or allow it again; they stay signed in and may look."""
    user = _locked(user_id)
    if user.trading_suspended == is_suspended:
        return
    user.trading_suspended = is_suspended
    user.save(update_fields=["trading_suspended", "updated_at"])
    audit.record(
        action="user.trading_suspended" if is_suspended else "user.trading_allowed",
        object_type="user",
        object_id=str(user.pk),
        before={"trading_suspended": not is_suspended},
        after={"trading_suspended": is_suspended},
        reason=reason,
        on_behalf_of_id=user.pk,
    )


def _locked(user_id: int) -> User:
    # no_key: rows that refer to the user (every audit event does) may be written meanwhile, so the two cannot block each other.
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise NotFound
    return user


def _check_another_superadmin(user: User) -> None:
    others = User.objects.select_for_update(no_key=True).filter(role=Role.SUPERADMIN, state=UserState.ACTIVE).exclude(pk=user.pk)
    if not others.order_by("pk").values_list("pk", flat=True):
        raise LastSuperadmin("This is the only active superadmin: make another one first.")

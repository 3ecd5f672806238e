"""People: facts for other apps, and who may see whom."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.domain.policy import Action
from accounts.domain.users import UserFacts
from accounts.enums import Role
from accounts.models.user import Preferences, User
from accounts.selectors import access
from stocksteward.core.errors import NotFound


def facts_of(user: User) -> UserFacts:
    """Return what other apps may know of a person."""
    try:
        preferences = user.preferences
    except Preferences.DoesNotExist:
        preferences = Preferences(user=user)
    return UserFacts(
        id=user.pk,
        email=user.email,
        full_name=user.full_name,
        role=str(user.role),
        state=str(user.state),
        trading_suspended=user.trading_suspended,
        risk_tolerance=str(preferences.risk_tolerance),
        trading_mode=str(preferences.trading_mode),
        allowed_sectors=tuple(preferences.allowed_sectors),
        approval_threshold=preferences.approval_threshold,
        confidence_threshold=preferences.confidence_threshold,
    )


def get_user_facts(*, user_id: int) -> UserFacts:
    """Return facts of a person, read now.

    :raises NotFound: if there is nobody with this id.
    """
    user = User.objects.select_related("preferences").filter(pk=user_id).first()
    if user is None:
        raise NotFound("There is no such user.")
    return facts_of(user)


def list_users_for(*, viewer: User) -> QuerySet[User]:
    """The people whom the viewer may see.

    :raises NotAllowed: if the viewer may see nobody.
    """
    owner_id = access.owner_scope(user=viewer, action=Action.VIEW_USERS)
    people = User.objects.select_related("preferences").order_by("email")
    return people if owner_id is None else people.filter(pk=owner_id)


def get_user_for(*, viewer: User, user_id: int) -> User:
    """Return one person.

    :raises NotFound: if there is no such person or the viewer may not see them; the two are answered alike.
    """
    user = list_users_for(viewer=viewer).filter(pk=user_id).first()
    if user is None:
        raise NotFound
    return user


def list_active_traders() -> list[UserFacts]:
    """Everybody active whose role is to trade."""
    return [facts_of(user) for user in User.objects.active().select_related("preferences").filter(role=Role.TRADER).order_by("pk")]


def find_user_by_email(*, email: str) -> UserFacts | None:
    """Return facts of the person with this address, or None."""
    user = User.objects.select_related("preferences").filter(email=User.objects.normalize_email(email)).first()
    return None if user is None else facts_of(user)


def list_approver_ids() -> list[int]:
    """The ids of everybody active who may decide on other people's approvals."""
    return list(User.objects.active().filter(role__in=[Role.SUPERADMIN, Role.BUSINESS_OWNER]).order_by("pk").values_list("pk", flat=True))


def get_preferences(*, user_id: int) -> Preferences:
    """Return a person's preferences; the desk's defaults for somebody who has none yet."""
    return Preferences.objects.filter(user_id=user_id).first() or Preferences(user_id=user_id)


def get_user_with_preferences(*, user_id: int) -> User:
    """Return a person together with their preferences.

    :raises NotFound: if there is nobody with this id.
    """
    user = User.objects.select_related("preferences").filter(pk=user_id).first()
    if user is None:
        raise NotFound
    return user

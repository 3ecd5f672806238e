"""The policy asked about a signed-in person: may they, and whose things may they touch."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from accounts.domain import policy
from accounts.domain.policy import Action, Reach
from stocksteward.core.errors import NotAllowed, NotFound


def reach_of(*, user: Any, action: Action) -> Reach:
    """Return whose things this person may touch; nobody's unless signed in and active."""
    if not user.is_authenticated or not user.is_active:
        return Reach.NONE
    return policy.reach(role=user.role, action=action, allows_self_approval=not settings.STEWARD_FOUR_EYES)


def may(*, user: Any, action: Action) -> bool:
    """Say whether the person's role includes the action at all."""
    return reach_of(user=user, action=action) is not Reach.NONE


def require(*, user: Any, action: Action, owner_id: int | None = None) -> None:
    """Pass only who may do this to a thing of ``owner_id`` (None: to things of their own, or of nobody in particular).

    :raises NotAllowed: if the role lacks the action altogether, or four eyes keep a person from deciding on their own.
    :raises NotFound: if the thing is somebody else's and out of reach.
    """
    found = reach_of(user=user, action=action)
    if found is Reach.NONE:
        raise NotAllowed("Your role does not include this.")
    if owner_id is None:
        return
    if found is Reach.OWN and owner_id != user.pk:
        raise NotFound
    if not policy.may(role=user.role, action=action, is_own=owner_id == user.pk, allows_self_approval=not settings.STEWARD_FOUR_EYES):
        raise NotAllowed("Somebody else has to decide on this: it is your own request.")


def owner_scope(*, user: Any, action: Action) -> int | None:
    """Return the id of the one owner whose things this person may touch, or None for everybody's.

    :raises NotAllowed: if the role lacks the action altogether.
    """
    found = reach_of(user=user, action=action)
    if found is Reach.NONE:
        raise NotAllowed("Your role does not include this.")
    return None if found is Reach.ALL else int(user.pk)

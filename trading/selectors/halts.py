"""Which halts are active, read from the database each time: a kill switch must not wait for a cache."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, Q, QuerySet

from accounts.domain.policy import Action, Reach
from accounts.selectors import access
from stocksteward.core.errors import NotFound
from trading.enums import HaltScope
from trading.models.halt import Halt
from trading.risk.context import HaltFacts


def active_halts(*, user_id: int) -> tuple[HaltFacts, ...]:
    """Return the active halts that stop this user, the desk's first."""
    rows = Halt.objects.filter(_concerns(user_id), is_active=True).order_by("scope", "epoch")
    return tuple(facts_of(row) for row in rows)


def find_global_halt() -> HaltFacts | None:
    """Return the active halt of the whole desk, if there is one."""
    row = Halt.objects.filter(scope=HaltScope.GLOBAL, is_active=True).first()
    return None if row is None else facts_of(row)


def current_epoch(user_id: int) -> int:
    """Return the number of the latest halt that concerned this user, released or not; 0 if there never was one.

    Whatever was decided at a lower epoch was decided before a halt, and does not hold any more.
    """
    latest = Halt.objects.filter(_concerns(user_id)).aggregate(latest=Max("epoch"))["latest"]
    return int(latest or 0)


def list_halts_for(*, user: Any) -> QuerySet[Halt]:
    """Every halt, latest first, that the person may know of: the desk's, and their own or everybody's."""
    reach = access.reach_of(user=user, action=Action.VIEW_TRADES)
    halts = Halt.objects.select_related("user", "engaged_by", "released_by").order_by("-epoch")
    if reach is Reach.NONE:
        return halts.none()
    return halts if reach is Reach.ALL else halts.filter(_concerns(user.pk))


def get_halt_for(*, user: Any, halt_id: int) -> HaltFacts:
    """Return one halt.

    :raises NotFound: if there is none with this id, or it is not the person's to know.
    """
    row = list_halts_for(user=user).filter(pk=halt_id).first()
    if row is None:
        raise NotFound
    return facts_of(row)


def of_whom(halts: QuerySet[Halt], *, scope: HaltScope, user_id: int | None) -> QuerySet[Halt]:
    """Keep the halts of the desk (``user_id`` None), or those of one user."""
    chosen = halts.filter(scope=scope)
    return chosen if user_id is None else chosen.filter(user_id=user_id)


def facts_of(row: Halt) -> HaltFacts:
    """Return the row as facts."""
    return HaltFacts(
        id=row.pk,
        scope=HaltScope(row.scope),
        user_id=row.user_id,
        epoch=row.epoch,
        reason=row.reason,
        engaged_by_id=row.engaged_by_id,
        engaged_at=row.engaged_at,
        is_active=row.is_active,
    )


def _concerns(user_id: int) -> Q:
    return Q(scope=HaltScope.GLOBAL) | Q(scope=HaltScope.USER, user_id=user_id)

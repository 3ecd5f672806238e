"""Engaging and releasing halts: the kill switches of the desk and of single users."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.domain.policy import Action, Reach
from accounts.enums import NotificationKind
from accounts.selectors import access
from accounts.selectors.users import get_user_facts, list_active_traders
from accounts.services import audit
from accounts.services.notifications import notify
from stocksteward.core.errors import BadInput, Conflict, NotAllowed, NotFound
from stocksteward.core.live.push import push_after_commit
from trading.enums import HaltScope
from trading.models.halt import Halt, HaltEpoch
from trading.risk.context import HaltFacts
from trading.selectors.halts import facts_of, find_global_halt, list_halts_for, of_whom

REASON_LENGTH_MAX = 500
_COUNTER = 1


class HaltIsReleased(Conflict):
    """The halt has been released already; the person looks again."""

    code = "halt_is_released"


@transaction.atomic
def engage(*, scope: HaltScope, user_id: int | None = None, reason: str, by: Any | None, at: datetime) -> HaltFacts:
    """Stop the desk or one user from trading; where that halt is active already, it is returned and nothing changes.

    Orders that are not sent yet are refused by the sending itself, which reads these rows. ``by`` None is the environment.
    The desk may take over a halt that its user engaged, so that the user can no longer release it.

    :raises NotAllowed: if the person's role does not include it.
    :raises NotFound: if there is no such user, or a trader names another.
    :raises BadInput: if scope and user do not fit together or there is no reason.
    """
    scope = _checked_scope(scope=scope, user_id=user_id)
    clean_reason = _checked_reason(reason)
    _require_engaging(by=by, scope=scope, user_id=user_id)
    if user_id is not None:
        get_user_facts(user_id=user_id)
    number = _locked_counter()
    existing = of_whom(Halt.objects.all(), scope=scope, user_id=user_id).filter(is_active=True).first()
    if existing is not None:
        _take_over(existing, by=by, reason=clean_reason)
        return facts_of(existing)
    halt = Halt(scope=scope, user_id=user_id, epoch=number.number + 1, reason=clean_reason, engaged_by=by, engaged_at=at)
    number.number = halt.epoch
    number.save(update_fields=["number"])
    halt.save(force_insert=True)
    _record(halt, action="halt.engaged", reason=clean_reason, by=by)
    _tell(halt, at=at)
    return facts_of(halt)


@transaction.atomic
def release(*, halt_id: int, reason: str, by: Any, at: datetime) -> HaltFacts:
    """Let trading go on; approvals that were asked for before the halt stay void.

    :raises NotFound: if there is no such halt, or it is not the person's to know.
    :raises NotAllowed: if the role does not include it, or a trader would release what the desk has engaged.
    :raises BadInput: if there is no reason.
    :raises HaltIsReleased: if it has been released already.
    """
    clean_reason = _checked_reason(reason)
    if not list_halts_for(user=by).filter(pk=halt_id).exists():
        raise NotFound
    halt = Halt.objects.select_for_update().get(pk=halt_id)
    _require_releasing(halt, by=by)
    if not halt.is_active:
        raise HaltIsReleased("This halt has been released already.")
    halt.is_active, halt.released_by, halt.released_at, halt.release_reason = False, by, at, clean_reason
    halt.save(update_fields=["is_active", "released_by", "released_at", "release_reason"])
    _record(halt, action="halt.released", reason=clean_reason, by=by)
    _tell(halt, at=at)
    return facts_of(halt)


def release_active(*, scope: HaltScope, user_id: int | None = None, reason: str, by: Any, at: datetime) -> HaltFacts:
    """Release whatever halt of the desk or of this user is active.

    :raises NotFound: if none is, or it is not the person's to know; else as :func:`release`.
    """
    scope = _checked_scope(scope=scope, user_id=user_id)
    halt = of_whom(list_halts_for(user=by), scope=scope, user_id=user_id).filter(is_active=True).first()
    if halt is None:
        raise NotFound("There is no active halt here.")
    return release(halt_id=halt.pk, reason=reason, by=by, at=at)


def engage_if_configured(*, at: datetime) -> None:
    """Engage the halt of the whole desk at its start, if GLOBAL_KILL_SWITCH says so; after that the row decides."""
    if settings.GLOBAL_KILL_SWITCH and find_global_halt() is None:
        engage(scope=HaltScope.GLOBAL, reason="GLOBAL_KILL_SWITCH is set in the environment of the desk.", by=None, at=at)


def _checked_scope(*, scope: HaltScope, user_id: int | None) -> HaltScope:
    if scope not in HaltScope.values:
        raise BadInput("scope", f"The scope must be one of {', '.join(HaltScope.values)}.")
    if scope == HaltScope.GLOBAL and user_id is not None:
        raise BadInput("user_id", "A halt of the whole desk names no user.")
    if scope == HaltScope.USER and user_id is None:
        raise BadInput("user_id", "A halt of one person must say whose.")
    return HaltScope(scope)


def _checked_reason(reason: str) -> str:
    text = reason.strip()
    if not text:
        raise BadInput("reason", "Say why; it is shown to whoever is stopped and kept in the audit log.")
    if len(text) > REASON_LENGTH_MAX:
        raise BadInput("reason", f"At most {REASON_LENGTH_MAX} characters.")
    return text


def _require_engaging(*, by: Any | None, scope: HaltScope, user_id: int | None) -> None:
    if by is None:
        return
    if scope == HaltScope.GLOBAL:
        access.require(user=by, action=Action.HALT_DESK)
    else:
        access.require(user=by, action=Action.HALT_OWN, owner_id=user_id)


def _require_releasing(halt: Halt, *, by: Any) -> None:
    if halt.scope == HaltScope.GLOBAL:
        access.require(user=by, action=Action.HALT_DESK)
        return
    access.require(user=by, action=Action.HALT_OWN, owner_id=halt.user_id)
    if halt.engaged_by_id != by.pk and access.reach_of(user=by, action=Action.HALT_DESK) is Reach.NONE:
        raise NotAllowed("The desk has engaged this halt, so only the desk can release it.")


def _locked_counter() -> HaltEpoch:
    HaltEpoch.objects.bulk_create([HaltEpoch(pk=_COUNTER)], ignore_conflicts=True)
    return HaltEpoch.objects.select_for_update().get(pk=_COUNTER)


def _take_over(halt: Halt, *, by: Any | None, reason: str) -> None:
    is_own = halt.user_id is not None and halt.engaged_by_id == halt.user_id
    if not is_own or by is None or by.pk == halt.user_id:
        return
    halt.engaged_by, halt.reason = by, reason
    halt.save(update_fields=["engaged_by", "reason"])
    _record(halt, action="halt.taken_over", reason=reason, by=by)


def _record(halt: Halt, *, action: str, reason: str, by: Any | None) -> None:
    audit.record(
        action=action,
        object_type="halt",
        object_id=str(halt.pk),
        after={"scope": str(halt.scope), "user_id": halt.user_id, "is_active": halt.is_active, "epoch": halt.epoch},
        reason=reason,
        actor_id=None if by is None else by.pk,
        on_behalf_of_id=halt.user_id,
    )


def _tell(halt: Halt, *, at: datetime) -> None:
    """Push to every open page (the desk's halt) and write to whoever is stopped or may go on."""
    whom = "for the whole desk" if halt.scope == HaltScope.GLOBAL else "for your account"
    title = f"Trading is halted {whom}" if halt.is_active else f"Trading may go on {whom}"
    body = halt.reason if halt.is_active else halt.release_reason
    if halt.scope == HaltScope.GLOBAL:
        data = {"kind": "halt", "scope": str(halt.scope), "is_active": halt.is_active, "epoch": halt.epoch, "title": title, "body": body}
        push_after_commit("halts", message_type="alert", data=data)
    user_ids = [halt.user_id] if halt.user_id is not None else [user.id for user in list_active_traders()]
    for user_id in user_ids:
        notify(user_id=user_id, kind=NotificationKind.RISK, title=title, body=body, at=at)

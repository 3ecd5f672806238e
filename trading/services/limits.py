"""Setting the risk limits of the desk and of single users."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.domain.policy import Action
from accounts.selectors import access
from accounts.selectors.users import get_user_facts
from accounts.services import audit
from trading.domain.limits import FIGURES, check_figures
from trading.enums import LimitScope
from trading.models.risk_limit import RiskLimit
from trading.risk.context import RiskLimits
from trading.selectors.limits import configured_limits, get_desk_limits, get_limits


@transaction.atomic
def set_limits(*, by: Any, user_id: int | None = None, figures: Mapping[str, Decimal | None], reason: str = "", at: datetime) -> RiskLimits:
    """Change the figures that are given, of the desk or of one user, and return the limits then in force.

    Rupees, and a fraction from 0 to 1. None takes a user's own figure away, so that the desk's holds again.

    :raises NotAllowed: if the person may not set limits.
    :raises NotFound: if there is no such user.
    :raises BadInput: if a figure cannot be a limit; the field is named.
    """
    access.require(user=by, action=Action.SET_LIMITS)
    check_figures(figures, may_be_empty=user_id is not None)
    if user_id is not None:
        get_user_facts(user_id=user_id)
    row = _locked_row(user_id=user_id, at=at)
    before = {field: getattr(row, field) for field in FIGURES}
    for field, figure in figures.items():
        setattr(row, field, figure)
    row.changed_by_id = by.pk
    row.save(update_fields=[*figures, "changed_by", "updated_at"])
    audit.record(
        action="limits.set",
        object_type="risk_limit",
        object_id=str(row.pk),
        before=before,
        after={field: getattr(row, field) for field in FIGURES},
        reason=reason,
        actor_id=by.pk,
        on_behalf_of_id=user_id,
    )
    return get_desk_limits() if user_id is None else get_limits(user_id=user_id)


@transaction.atomic
def install_desk_limits(*, at: datetime) -> None:
    """Make the desk's row from the settings where there is none yet; one that is there stays as it is."""
    if not RiskLimit.objects.filter(scope=LimitScope.DESK).exists():
        _locked_row(user_id=None, at=at)


def install_demo_limits(*, at: datetime) -> None:
    """Give the demo desk its limits: those of any desk. May be repeated without effect."""
    install_desk_limits(at=at)


def _locked_row(*, user_id: int | None, at: datetime) -> RiskLimit:
    scope = LimitScope.DESK if user_id is None else LimitScope.USER
    first = configured_limits() if user_id is None else None
    figures = {field: None if first is None else getattr(first, field) for field in FIGURES}
    # The constraint decides who makes the row; whoever comes second finds it.
    RiskLimit.objects.bulk_create([RiskLimit(scope=scope, user_id=user_id, created_at=at, **figures)], ignore_conflicts=True)
    rows = RiskLimit.objects.select_for_update().filter(scope=scope)
    return rows.get() if user_id is None else rows.get(user_id=user_id)

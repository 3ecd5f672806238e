"""The risk limits in force, and who may see whose."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings

from accounts.domain.policy import Action, Reach
from accounts.selectors import access
from accounts.selectors.users import get_user_facts
from stocksteward.core.errors import NotFound
from trading.domain.limits import FIGURES
from trading.enums import LimitScope
from trading.models.risk_limit import RiskLimit
from trading.risk.context import RiskLimits


@dataclass(frozen=True, slots=True)
class LimitsView:
    """What the desk allows, what one user has of their own (None: the desk's holds), and what follows for them."""

    user_id: int
    desk: RiskLimits
    own: dict[str, Decimal | None]
    effective: RiskLimits


def configured_limits() -> RiskLimits:
    """Return what the settings say: the first values of the desk's row, and its stand-in before there is one."""
    return RiskLimits(
        order_value_inr_max=settings.STEWARD_ORDER_VALUE_INR_MAX,
        position_size_fraction_max=settings.MAX_POSITION_SIZE_PERCENTAGE,
        daily_loss_inr_max=settings.STEWARD_DAILY_LOSS_INR_MAX,
    )


def get_desk_limits() -> RiskLimits:
    """Return the desk's limits, read now."""
    return _desk_of(RiskLimit.objects.filter(scope=LimitScope.DESK).first())


def get_limits(*, user_id: int) -> RiskLimits:
    """Return the limits in force for a user, read now: their own figures, and the desk's where they have none."""
    rows = _rows(user_id=user_id)
    return _effective(desk=_desk_of(rows.get(LimitScope.DESK)), own=_own_of(rows.get(LimitScope.USER)))


def get_limits_for(*, viewer: Any, user_id: int) -> LimitsView:
    """Return the limits of a person together with what they are made of.

    :raises NotFound: if there is no such person or the viewer may not see them; the two are answered alike.
    """
    reach = access.reach_of(user=viewer, action=Action.VIEW_TRADES)
    if reach is Reach.NONE or (reach is Reach.OWN and user_id != viewer.pk):
        raise NotFound
    if user_id != viewer.pk:
        get_user_facts(user_id=user_id)
    rows = _rows(user_id=user_id)
    desk, own = _desk_of(rows.get(LimitScope.DESK)), _own_of(rows.get(LimitScope.USER))
    return LimitsView(user_id=user_id, desk=desk, own=own, effective=_effective(desk=desk, own=own))


def _rows(*, user_id: int) -> dict[str, RiskLimit]:
    rows = RiskLimit.objects.filter(scope=LimitScope.DESK) | RiskLimit.objects.filter(scope=LimitScope.USER, user_id=user_id)
    return {row.scope: row for row in rows}


def _own_of(row: RiskLimit | None) -> dict[str, Decimal | None]:
    return {field: None if row is None else getattr(row, field) for field in FIGURES}


def _desk_of(row: RiskLimit | None) -> RiskLimits:
    return configured_limits() if row is None else RiskLimits(**{field: getattr(row, field) for field in FIGURES})


def _effective(*, desk: RiskLimits, own: dict[str, Decimal | None]) -> RiskLimits:
    return RiskLimits(**{field: getattr(desk, field) if figure is None else figure for field, figure in own.items()})

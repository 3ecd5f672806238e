"""How a person wants the desk to treat their trades."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.enums import RiskTolerance, Theme, TradingMode
from accounts.models.user import Preferences
from stocksteward.core.errors import BadInput
from stocksteward.core.fields import SMALLEST

SECTORS_MAX = 40
APPROVAL_THRESHOLD_INR_MAX = Decimal(10_000_000_000)
_CHOICES: dict[str, Any] = {"risk_tolerance": RiskTolerance, "trading_mode": TradingMode, "theme": Theme}


@transaction.atomic
def change_preferences(*, user_id: int, changes: dict[str, Any]) -> Preferences:
    """Store the named preferences; what is not named stays. Thresholds are Decimal: INR, and 0 to 1.

    :raises BadInput: if a field breaks its rule.
    """
    preferences, _ = Preferences.objects.select_for_update(no_key=True).get_or_create(user_id=user_id)
    for field, value in changes.items():
        setattr(preferences, field, _checked(field, value))
    if changes:
        preferences.save(update_fields=[*changes, "updated_at"])
    return preferences


def _checked(field: str, value: Any) -> Any:
    if field in _CHOICES:
        if value not in _CHOICES[field].values:
            raise BadInput(field, f"Choose one of {', '.join(_CHOICES[field].values)}.")
        return value
    if field == "approval_threshold":
        return _checked_amount(field, value, APPROVAL_THRESHOLD_INR_MAX)
    if field == "confidence_threshold":
        return _checked_amount(field, value, Decimal(1))
    if field == "keyboard_shortcuts":
        return bool(value)
    if field == "allowed_sectors":
        return _checked_sectors(value)
    raise BadInput(field, "There is no such preference.")


def _checked_amount(field: str, value: Any, maximum: Decimal) -> Decimal:
    if not isinstance(value, Decimal) or not value.is_finite() or not 0 <= value <= maximum:
        raise BadInput(field, f"Give a number from 0 to {maximum}.")
    if value != value.quantize(SMALLEST):
        raise BadInput(field, "At most four decimal places are kept.")
    return value


def _checked_sectors(value: Any) -> list[str]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(sector, str) for sector in value):
        raise BadInput("allowed_sectors", "Give a list of names of sectors; an empty list allows all.")
    sectors = list(dict.fromkeys(" ".join(sector.split()) for sector in value if sector.strip()))
    if len(sectors) > SECTORS_MAX or any(len(sector) > 60 for sector in sectors):
        raise BadInput("allowed_sectors", f"At most {SECTORS_MAX} sectors, each of at most 60 characters.")
    return sectors

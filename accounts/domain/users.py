"""Facts about a person, and the moves that a user's state may make."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from stocksteward.core.errors import Conflict

NEXT: dict[str, frozenset[str]] = {
    "INACTIVE": frozenset({"ACTIVE", "DEACTIVATED"}),
    "ACTIVE": frozenset({"SUSPENDED", "DEACTIVATED"}),
    "SUSPENDED": frozenset({"ACTIVE", "DEACTIVATED"}),
    "DEACTIVATED": frozenset(),
}


class IllegalStateChange(Conflict):
    """A user cannot go from this state to that one; the superadmin looks again."""

    code = "illegal_state_change"


@dataclass(frozen=True, slots=True)
class UserFacts:
    """What other apps may know of a person."""

    id: int
    email: str
    full_name: str
    role: str
    state: str
    trading_suspended: bool
    risk_tolerance: str
    trading_mode: str
    allowed_sectors: tuple[str, ...]  # empty: all
    approval_threshold: Decimal  # INR; a larger order waits for approval
    confidence_threshold: Decimal  # 0 to 1; a less certain signal waits for approval


def check_state_change(*, current: str, target: str) -> None:
    """Let a move of the table pass.

    :raises IllegalStateChange: if the table has no such move.
    """
    if target not in NEXT[current]:
        raise IllegalStateChange(f"A user who is {current} cannot become {target}.")

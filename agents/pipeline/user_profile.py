"""UserProfile: who asks, what they allow, and what the portfolio has to trade with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class UserProfileInput:
    """The person, the portfolio and its free cash as they are at the start, in rupees."""

    user_id: int
    role: str
    state: str
    trading_suspended: bool
    risk_tolerance: str
    trading_mode: str
    allowed_sectors: tuple[str, ...]
    approval_threshold: Decimal
    confidence_threshold: Decimal
    portfolio_id: int
    portfolio_name: str
    portfolio_mode: str
    free_cash: Decimal


@dataclass(frozen=True, slots=True)
class UserProfile:
    """What the later agents go by."""

    user_id: int
    risk_tolerance: str
    trading_mode: str
    allowed_sectors: tuple[str, ...]
    approval_threshold: Decimal
    confidence_threshold: Decimal
    portfolio_mode: str
    free_cash: Decimal
    summary: str


def profile_user(given: UserProfileInput) -> UserProfile:
    """Return the profile. Whether the person may trade is not decided here but in the risk gate."""
    sectors = ", ".join(given.allowed_sectors) or "all sectors"
    mode = "paper" if given.portfolio_mode == "PAPER_TRADING" else "live"
    return UserProfile(
        user_id=given.user_id,
        risk_tolerance=given.risk_tolerance,
        trading_mode=given.trading_mode,
        allowed_sectors=given.allowed_sectors,
        approval_threshold=given.approval_threshold,
        confidence_threshold=given.confidence_threshold,
        portfolio_mode=given.portfolio_mode,
        free_cash=given.free_cash,
        summary=f"{given.risk_tolerance.capitalize()} on {mode} in {given.portfolio_name}; {sectors}; state {given.state.lower()}.",
    )

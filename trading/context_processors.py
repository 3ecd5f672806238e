"""What every page of the desk shows: halts, approvals waiting, the market, and what the person may do. Read when a template asks."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.domain.policy import Action
from accounts.selectors import access, notifications
from accounts.selectors.users import get_preferences
from market.domain.status import MarketStatus
from market.selectors.sessions import market_status
from stocksteward.core import clock
from trading.risk.context import HaltFacts
from trading.selectors.approvals import count_waiting_for
from trading.selectors.halts import active_halts

_ABILITIES = {
    "trade": Action.TRADE,
    "approve": Action.APPROVE,
    "halt_desk": Action.HALT_DESK,
    "halt_own": Action.HALT_OWN,
    "set_limits": Action.SET_LIMITS,
    "manage_portfolios": Action.MANAGE_PORTFOLIOS,
    "configure": Action.CONFIGURE,
    "read_audit": Action.READ_AUDIT,
    "seed_demo": Action.SEED_DEMO,
}


class Desk:
    """The desk as one person sees it; each part is read once, when it is first asked for."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.is_known = bool(getattr(user, "is_authenticated", False))

    @cached_property
    def halts(self) -> tuple[HaltFacts, ...]:
        """The active halts that stop this person."""
        return active_halts(user_id=self.user.pk) if self.is_known else ()

    @cached_property
    def is_halted(self) -> bool:
        """Whether this person may not trade now."""
        return bool(self.halts)

    @cached_property
    def approvals_waiting(self) -> int:
        """How many questions wait for this person."""
        return count_waiting_for(user=self.user) if self.is_known else 0

    @cached_property
    def unread_notices(self) -> int:
        """How many notices this person has not read."""
        return notifications.count_unread(user_id=self.user.pk) if self.is_known else 0

    @cached_property
    def market_status(self) -> MarketStatus | None:
        """What the badge in the head of the page says."""
        return market_status(at=clock.now()) if self.is_known else None

    @cached_property
    def feed(self) -> dict[str, Any]:
        """Whether prices come in, and how old they may be."""
        status = self.market_status
        return {
            "age_seconds_max": settings.STEWARD_QUOTE_AGE_SECONDS_MAX,
            "is_alive": bool(status and status.is_feed_alive),
            "published_at": status.feed_published_at if status else None,
            "detail": status.feed_detail if status else "",
        }

    @cached_property
    def abilities(self) -> dict[str, bool]:
        """What the person's role includes; templates ask this, never the role."""
        return {name: self.is_known and access.may(user=self.user, action=action) for name, action in _ABILITIES.items()}

    @cached_property
    def mode_badge(self) -> str:
        """PAPER or LIVE, as the desk is set up."""
        is_live = settings.ENABLE_LIVE_TRADING and settings.EXECUTION_MODE == "LIVE_TRADING"
        return "LIVE" if is_live else "PAPER"

    @cached_property
    def _preferences(self) -> Any:
        return get_preferences(user_id=self.user.pk) if self.is_known else None

    @property
    def theme(self) -> str:
        """Light, dark, or the system's."""
        return self._preferences.theme if self._preferences else "system"

    @property
    def shortcuts(self) -> bool:
        """Whether keys are shortcuts."""
        return self._preferences.keyboard_shortcuts if self._preferences else True


def desk(request: HttpRequest) -> dict[str, Any]:
    """Give every template ``desk``; nothing is read until it is used, so fragments cost nothing."""
    return {"desk": Desk(getattr(request, "user", None))}

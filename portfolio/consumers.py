"""The live topic of portfolios: a person's own, or anybody's for those who may see all."""

from __future__ import annotations

import re
from typing import Any

from accounts.domain.policy import Action, Reach
from accounts.selectors import access
from portfolio.domain.valuation_json import valuation_as_json
from portfolio.selectors import portfolios, valuation
from stocksteward.core import clock
from stocksteward.core.live import topics


def register_topics() -> None:
    """Register ``portfolio:{user_id}``: the default portfolio first, then each portfolio of that person as it changes."""
    topics.register(
        topics.Topic(
            name="portfolio:{user_id}",
            pattern=re.compile(r"portfolio:(?P<user_id>[0-9]{1,18})"),
            message_type="portfolio_update",
            may_read=_may_read,
            snapshot=_snapshot,
        )
    )


def _may_read(user: Any, parts: dict[str, str]) -> bool:
    reach = access.reach_of(user=user, action=Action.VIEW_PORTFOLIOS)
    return reach is Reach.ALL or (reach is Reach.OWN and str(user.pk) == parts["user_id"])


def _snapshot(user: Any, parts: dict[str, str]) -> dict[str, Any]:
    found = portfolios.find_default_portfolio_of(user_id=int(parts["user_id"]))
    if found is None:
        return {"portfolio_id": None, "holdings": []}
    return valuation_as_json(valuation.value_portfolio(portfolio_id=found.id, at=clock.now()))

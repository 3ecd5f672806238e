"""Telling open pages, after the commit, that a portfolio has changed."""

from __future__ import annotations

from django.db import transaction

from portfolio.domain.valuation_json import valuation_as_json
from portfolio.selectors import valuation
from stocksteward.core import clock
from stocksteward.core.live import push


def topic_of(user_id: int) -> str:
    """Return the topic on which a person's portfolios are told."""
    return f"portfolio:{user_id}"


def push_portfolio(*, portfolio_id: int, user_id: int) -> None:
    """Send the portfolio's valuation once the surrounding transaction has committed."""

    def tell() -> None:
        worth = valuation.value_portfolio(portfolio_id=portfolio_id, at=clock.now())
        push.push_after_commit(topic_of(user_id), message_type="portfolio_update", data=valuation_as_json(worth))

    # robust: what is booked stays booked even if telling about it fails; the page reads the database when it reconnects.
    # A function of its own, not a partial: Django logs the failure under the function's name, which a partial has not.
    transaction.on_commit(tell, robust=True)

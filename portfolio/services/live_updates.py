"""Telling open pages, after the commit, that a portfolio has changed."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

from django.db import transaction

from portfolio.domain.valuation_json import valuation_as_json
from portfolio.selectors import valuation
from stocksteward.core import clock
from stocksteward.core.live import push

_this_thread = threading.local()


def topic_of(user_id: int) -> str:
    """Return the topic on which a person's portfolios are told."""
    return f"portfolio:{user_id}"


def push_portfolio(*, portfolio_id: int, user_id: int) -> None:
    """Send the portfolio's valuation once the surrounding transaction has committed, however many bookings it has made."""
    told = _told_of_present_commit()

    def tell() -> None:
        # The first to be called after a commit sees all that the commit has done, so nothing is left for the others to tell.
        if portfolio_id in told:
            return
        told.add(portfolio_id)
        push.push_after_commit(topic_of(user_id), message_type="portfolio_update", data=partial(_worth, portfolio_id))

    # robust: what is booked stays booked even if telling about it fails; the page reads the database when it reconnects.
    # A function of its own, not a partial: Django logs the failure under the function's name, which a partial has not.
    transaction.on_commit(tell, robust=True)


def _told_of_present_commit() -> set[int]:
    """The portfolios that were told of the commit to come: a set of its own for each commit, empty until it has happened."""
    told: set[int] | None = getattr(_this_thread, "told", None)
    if told is None or told:  # what was told belongs to a commit that has happened
        told = _this_thread.told = set()
    return told


def _worth(portfolio_id: int) -> dict[str, Any]:
    return valuation_as_json(valuation.value_portfolio(portfolio_id=portfolio_id, at=clock.now()))

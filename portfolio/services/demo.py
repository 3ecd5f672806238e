"""The portfolios of the demo desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from portfolio.domain.facts import PortfolioFacts
from portfolio.enums import PortfolioOrigin
from portfolio.selectors.portfolios import find_default_portfolio_of
from portfolio.services.portfolios import DEFAULT_NAME, open_portfolio

DEMO_CASH_INR = Decimal(1_000_000)


def install_demo_portfolios(*, user_ids: Sequence[int], at: datetime) -> list[PortfolioFacts]:
    """Give each of these people a paper portfolio of ₹10,00,000; who has a default portfolio keeps it as it is."""
    installed = []
    for user_id in user_ids:
        known = find_default_portfolio_of(user_id=user_id)
        installed.append(
            known
            or open_portfolio(
                user_id=user_id,
                name=DEFAULT_NAME,
                origin=PortfolioOrigin.DEMO,
                is_default=True,
                opening_cash=DEMO_CASH_INR,
                at=at,
            )
        )
    return installed

"""What portfolios have at risk at this moment, for whoever may see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.domain.policy import Action
from accounts.selectors import access
from accounts.selectors.users import get_user_facts
from portfolio.selectors.portfolios import get_portfolio_for, list_portfolios_of
from portfolio.selectors.valuation import value_portfolio
from trading.risk.exposure import Exposure, PortfolioState, ValuedHolding, measure
from trading.selectors.limits import get_limits

PORTFOLIOS_MAX = 50


def get_portfolio_exposure_for(*, user: Any, portfolio_id: int, at: datetime) -> Exposure:
    """Return the risk of one portfolio under its owner's limits.

    :raises NotFound: if there is no such portfolio or the person may not see it; the two are answered alike.
    """
    portfolio = get_portfolio_for(user=user, portfolio_id=portfolio_id)
    return _exposure_of(portfolio_id=portfolio.id, owner_id=portfolio.user_id, at=at)


def list_user_exposures_for(*, user: Any, user_id: int, at: datetime) -> list[Exposure]:
    """Return the risk of every portfolio of one person (at most fifty).

    :raises NotFound: if there is no such person or they are out of the asker's reach.
    :raises NotAllowed: if the role sees no portfolios.
    """
    access.require(user=user, action=Action.VIEW_PORTFOLIOS, owner_id=user_id)
    get_user_facts(user_id=user_id)
    portfolios = list_portfolios_of(user_id=user_id)[:PORTFOLIOS_MAX]
    return [_exposure_of(portfolio_id=portfolio.id, owner_id=user_id, at=at) for portfolio in portfolios]


def _exposure_of(*, portfolio_id: int, owner_id: int, at: datetime) -> Exposure:
    valuation = value_portfolio(portfolio_id=portfolio_id, at=at)
    state = PortfolioState(
        portfolio_id=portfolio_id,
        as_of=valuation.as_of,
        has_stale=valuation.has_stale,
        total=valuation.total,
        market_value=valuation.market_value,
        free_cash=valuation.cash,
        held_cash=valuation.held_cash,
        day_pnl=valuation.day_pnl,
        holdings=tuple(
            ValuedHolding(symbol=holding.instrument.symbol, sector=holding.instrument.sector, value=holding.value)
            for holding in valuation.holdings
        ),
    )
    return measure(state=state, limits=get_limits(user_id=owner_id))

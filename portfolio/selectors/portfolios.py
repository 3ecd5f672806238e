"""Portfolios: which there are, and whose a person may see or manage."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.domain.policy import Action
from accounts.selectors import access
from portfolio.domain.facts import PortfolioFacts
from portfolio.models.portfolio import Portfolio
from stocksteward.core.errors import NotFound

ID_MAX = 2**63 - 1


def list_portfolios_for(*, user: Any, action: Action = Action.VIEW_PORTFOLIOS) -> QuerySet[Portfolio]:
    """The portfolios that the person may see (or do ``action`` with), each person's default first.

    :raises NotAllowed: if the role lacks the action altogether.
    """
    owner_id = access.owner_scope(user=user, action=action)
    portfolios = Portfolio.objects.all()
    return portfolios if owner_id is None else portfolios.filter(user_id=owner_id)


def get_portfolio_for(*, user: Any, portfolio_id: int, action: Action = Action.VIEW_PORTFOLIOS) -> PortfolioFacts:
    """Return one portfolio.

    :raises NotFound: if there is no such portfolio or it is out of the person's reach; the two are answered alike.
    :raises NotAllowed: if the role lacks the action altogether.
    """
    scope = list_portfolios_for(user=user, action=action)
    found = scope.filter(pk=portfolio_id).first() if 0 < portfolio_id <= ID_MAX else None
    if found is None:
        raise NotFound
    return found.facts


def get_portfolio(*, portfolio_id: int) -> PortfolioFacts:
    """Return one portfolio, for code that acts for the desk.

    :raises NotFound: if there is no such portfolio.
    """
    found = Portfolio.objects.filter(pk=portfolio_id).first()
    if found is None:
        raise NotFound("There is no such portfolio.")
    return found.facts


def find_default_portfolio_of(*, user_id: int) -> PortfolioFacts | None:
    """Return the person's default portfolio, or None."""
    found = Portfolio.objects.filter(user_id=user_id, is_default=True).first()
    return None if found is None else found.facts


def find_default_portfolio_for(*, user: Any, user_id: int) -> PortfolioFacts | None:
    """Return a person's default portfolio if ``user`` may see it, else None.

    :raises NotAllowed: if the role lacks the action altogether.
    """
    if not 0 < user_id <= ID_MAX:
        return None
    found = list_portfolios_for(user=user).filter(user_id=user_id, is_default=True).first()
    return None if found is None else found.facts


def default_portfolio_of(*, user_id: int) -> PortfolioFacts:
    """Return the person's default portfolio.

    :raises NotFound: if the person has none.
    """
    found = find_default_portfolio_of(user_id=user_id)
    if found is None:
        raise NotFound("There is no default portfolio.")
    return found


def list_portfolios_of(*, user_id: int) -> list[PortfolioFacts]:
    """Every portfolio of one person, the default first."""
    return [portfolio.facts for portfolio in Portfolio.objects.filter(user_id=user_id)]

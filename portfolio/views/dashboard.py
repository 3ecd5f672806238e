"""The first page: what one owns, what waits, what the market does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.domain.policy import Action
from accounts.views.guards import allows
from market.selectors.health import get_health
from market.views.movers import cards_context, movers_context
from portfolio.selectors import performance, portfolios
from portfolio.views.portfolios import valuation_context
from stocksteward.core import clock
from stocksteward.core.drawings import sparkline

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from market.domain.status import MarketHealth
    from portfolio.domain.facts import PortfolioFacts

POINTS_DRAWN = 120


@allows(Action.USE_DESK)
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the person's default portfolio beside the market; the parts fetch themselves again when something happens."""
    at = clock.now()
    portfolio = portfolios.find_default_portfolio_of(user_id=int(request.user.pk or 0))
    health = get_health(at=at)
    context: dict[str, Any] = {"portfolio": portfolio, "market_status": health.status, "health": _health_facts(health)}
    context |= movers_context(at=at) | cards_context(at=at)
    if portfolio is not None:
        context |= valuation_context(portfolio, at=at) | _equity_context(portfolio, at=at)
    response = render(request, "portfolio/dashboard.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _equity_context(portfolio: PortfolioFacts, *, at: datetime) -> dict[str, Any]:
    """Thin the points out, so that the drawing stays small however long the history is."""
    points = performance.list_points(portfolio_id=portfolio.id)
    step = max(1, len(points) // POINTS_DRAWN)
    shown = points[::-step][::-1]
    return {
        "equity": sparkline([point.total for point in shown]),
        "equity_since": shown[0].at if shown else at,
        "equity_count": len(points),
    }


def _health_facts(health: MarketHealth) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": "Prices from", "text": health.status.label},
        {"label": "Feed", "text": "running" if health.status.is_feed_alive else health.status.feed_detail or "not running"},
        {"label": "Latest prices", "at": health.status.feed_published_at, "text": "none yet", "is_feed": True},
        {"label": "Quotes live, stale, unknown", "text": f"{health.live} · {health.stale} · {health.unavailable}"},
    ]
    for provider in health.providers:
        state = "resting after failures" if provider.is_cooling else "answering"
        facts.append({"label": f"Provider {provider.name}", "text": state})
    return facts

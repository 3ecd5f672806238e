"""The pages of a portfolio: holdings, statement, performance; the list of portfolios; one's position in an instrument."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.domain.policy import Action
from accounts.views.guards import allows
from market.selectors import instruments
from portfolio.selectors import performance, portfolios, valuation
from stocksteward.core import clock
from stocksteward.core.drawings import stacked_bar
from stocksteward.core.errors import NotFound
from stocksteward.core.http import page_or_partial

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from portfolio.domain.facts import PortfolioFacts
    from portfolio.domain.valuation import Valuation

ROWS_PER_PAGE = 50
SEGMENTS_MAX = 10


@allows(Action.VIEW_PORTFOLIOS)
@require_safe
def portfolio_home(request: HttpRequest) -> HttpResponse:
    """Go to the person's default portfolio, or to the list for who has none."""
    own = portfolios.find_default_portfolio_of(user_id=int(request.user.pk or 0))
    if own is None:
        return HttpResponseRedirect(reverse("portfolio:portfolio_list"))
    return HttpResponseRedirect(reverse("portfolio:portfolio_holdings", args=[own.id]))


@allows(Action.VIEW_PORTFOLIOS)
@require_safe
def portfolio_list(request: HttpRequest) -> HttpResponse:
    """List the portfolios that the person may see."""
    rows = portfolios.list_portfolios_for(user=request.user).select_related("user")
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return page_or_partial(
        request, page="portfolio/portfolio_list.html", partial="portfolio/_portfolio_table.html", context={"page_obj": page}
    )


@allows(Action.VIEW_PORTFOLIOS)
@require_safe
def portfolio_holdings(request: HttpRequest, portfolio_id: int) -> HttpResponse:
    """Show figures, holdings and allocation; htmx gets figures and holdings."""
    found = portfolios.get_portfolio_for(user=request.user, portfolio_id=portfolio_id)
    context: dict[str, Any] = {"portfolio": found, "tabs": tabs_of(found, current="portfolio_holdings")}
    context |= valuation_context(found, at=clock.now())
    context |= _allocation(context["valuation"])
    return page_or_partial(request, page="portfolio/portfolio_holdings.html", partial="portfolio/_portfolio_update.html", context=context)


@allows(Action.VIEW_PORTFOLIOS)
@require_safe
def portfolio_figures(request: HttpRequest, portfolio_id: int) -> HttpResponse:
    """Answer the figures, and beside them the holdings to be swapped in their own place."""
    found = portfolios.get_portfolio_for(user=request.user, portfolio_id=portfolio_id)
    response = render(request, "portfolio/_portfolio_update.html", {"portfolio": found} | valuation_context(found, at=clock.now()))
    response["Cache-Control"] = "no-store"
    return response


@allows(Action.VIEW_PORTFOLIOS)
@require_safe
def portfolio_performance(request: HttpRequest, portfolio_id: int) -> HttpResponse:
    """Show the curve of the snapshots and what follows from it."""
    found = portfolios.get_portfolio_for(user=request.user, portfolio_id=portfolio_id)
    page = Paginator(performance.list_snapshots(portfolio_id=portfolio_id), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "portfolio": found,
        "tabs": tabs_of(found, current="portfolio_performance"),
        "performance": performance.get_performance(portfolio_id=portfolio_id, at=clock.now()),
        "page_obj": page,
    }
    return page_or_partial(request, page="portfolio/portfolio_performance.html", partial="portfolio/_snapshot_table.html", context=context)


@allows(Action.VIEW_PORTFOLIOS)
@require_safe
def position_panel(request: HttpRequest, symbol: str) -> HttpResponse:
    """Answer what the person owns of one instrument."""
    at = clock.now()
    found = instruments.shown_instruments(symbols=[symbol])
    if not found:
        raise NotFound
    own = portfolios.find_default_portfolio_of(user_id=int(request.user.pk or 0))
    rows = valuation.value_portfolio(portfolio_id=own.id, at=at).holdings if own else ()
    row = next((row for row in rows if row.instrument.id == found[0].id), None)
    response = render(request, "portfolio/_position_panel.html", {"instrument": found[0], "portfolio": own, "row": row})
    response["Cache-Control"] = "no-store"
    return response


def valuation_context(portfolio: PortfolioFacts, *, at: datetime) -> dict[str, Any]:
    """Return what the figures and the table of holdings show."""
    found = valuation.value_portfolio(portfolio_id=portfolio.id, at=at)
    return {"valuation": found, "day_percent": _day_percent(found)}


def tabs_of(portfolio: PortfolioFacts, *, current: str) -> list[dict[str, Any]]:
    """Return the tabs of a portfolio's pages."""
    names = {"portfolio_holdings": "Holdings", "portfolio_statement": "Statement", "portfolio_performance": "Performance"}
    return [
        {"label": label, "url": reverse(f"portfolio:{name}", args=[portfolio.id]), "is_current": name == current}
        for name, label in names.items()
    ]


def _day_percent(found: Valuation) -> Decimal | None:
    """The day's change in percent of what the portfolio was worth before it."""
    if found.day_pnl is None or found.total is None or found.total - found.day_pnl <= 0:
        return None
    return found.day_pnl * 100 / (found.total - found.day_pnl)


def _allocation(found: Valuation) -> dict[str, Any]:
    cash = ("Cash", found.cash + found.held_cash)
    valued = sorted(((row, row.value) for row in found.holdings if row.value is not None), key=lambda pair: -pair[1])
    by_sector: dict[str, Decimal] = defaultdict(Decimal)
    for row, value in valued:
        by_sector[row.instrument.sector or "Other"] += value
    if not valued:
        return {"by_instrument": (), "by_sector": ()}
    return {
        "by_instrument": stacked_bar([*_largest([(row.instrument.symbol, value) for row, value in valued]), cash], last_tone="cash"),
        "by_sector": stacked_bar([*_largest(sorted(by_sector.items(), key=lambda pair: -pair[1])), cash], last_tone="cash"),
    }


def _largest(parts: list[tuple[str, Decimal]]) -> list[tuple[str, Decimal]]:
    """Keep the largest parts and join the others, so that a bar of a hundred holdings can still be read."""
    rest = sum((value for _, value in parts[SEGMENTS_MAX:]), Decimal(0))
    return [*parts[:SEGMENTS_MAX], ("All others", rest)] if rest else parts

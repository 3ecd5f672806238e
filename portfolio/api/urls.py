"""REST paths of the portfolio app, below /api/v1/."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from portfolio.api import portfolios

urlpatterns: list[URLPattern | URLResolver] = [
    path("portfolio/", portfolios.PortfolioList.as_view(), name="api_portfolios"),
    path("portfolio/<int:portfolio_id>/", portfolios.PortfolioDetail.as_view(), name="api_portfolio"),
    path("portfolio/<int:portfolio_id>/holdings/", portfolios.PortfolioHoldings.as_view(), name="api_portfolio_holdings"),
    path("portfolio/<int:portfolio_id>/performance/", portfolios.PortfolioPerformance.as_view(), name="api_portfolio_performance"),
    path("portfolio/<int:portfolio_id>/ledger/", portfolios.PortfolioLedger.as_view(), name="api_portfolio_ledger"),
    path("portfolio/<int:portfolio_id>/snapshots/", portfolios.PortfolioSnapshots.as_view(), name="api_portfolio_snapshots"),
    path("users/<int:user_id>/portfolio/", portfolios.UserPortfolio.as_view(), name="api_user_portfolio"),
]

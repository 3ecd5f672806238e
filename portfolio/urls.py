"""Pages of the portfolio app."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from portfolio.views import dashboard, portfolios, statements

app_name = "portfolio"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", dashboard.dashboard, name="dashboard"),
    path("portfolio/", portfolios.portfolio_home, name="portfolio_home"),
    path("portfolio/all/", portfolios.portfolio_list, name="portfolio_list"),
    path("portfolio/position/<str:symbol>/", portfolios.position_panel, name="position_panel"),
    path("portfolio/<int:portfolio_id>/", portfolios.portfolio_holdings, name="portfolio_holdings"),
    path("portfolio/<int:portfolio_id>/figures/", portfolios.portfolio_figures, name="portfolio_figures"),
    path("portfolio/<int:portfolio_id>/statement/", statements.portfolio_statement, name="portfolio_statement"),
    path("portfolio/<int:portfolio_id>/performance/", portfolios.portfolio_performance, name="portfolio_performance"),
]

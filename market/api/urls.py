"""REST paths of the market app, below /api/v1/."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from market.api import market, market_data

urlpatterns: list[URLPattern | URLResolver] = [
    path("market/movers/", market.MoversView.as_view(), name="api_market_movers"),
    path("market/currencies/", market.CurrenciesView.as_view(), name="api_market_currencies"),
    path("market/metals/", market.MetalsView.as_view(), name="api_market_metals"),
    path("market/commodities/", market.CommoditiesView.as_view(), name="api_market_commodities"),
    path("market/macro/", market.MacroView.as_view(), name="api_market_macro"),
    path("market/depth/", market.DepthView.as_view(), name="api_market_depth"),
    path("market/health/", market.HealthView.as_view(), name="api_market_health"),
    path("market/status/", market.StatusView.as_view(), name="api_market_status"),
    path("market/instruments/", market.InstrumentList.as_view(), name="api_market_instruments"),
    path("market-data/batch/", market_data.QuoteBatchView.as_view(), name="api_market_data_batch"),
    path("market-data/<str:symbol>/bars/", market_data.BarsView.as_view(), name="api_market_data_bars"),
    path("market-data/<str:symbol>/", market_data.QuoteView.as_view(), name="api_market_data_quote"),
]

"""Pages of the market app."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from market.views import instruments, movers, status

app_name = "market"
urlpatterns: list[URLPattern | URLResolver] = [
    path("markets/", movers.movers_page, name="movers"),
    path("markets/movers/", movers.movers_panel, name="movers_panel"),
    path("markets/cards/", movers.cards_panel, name="cards_panel"),
    path("markets/tape/", movers.tape, name="tape"),
    path("markets/status/", status.market_badge, name="market_badge"),
    path("markets/search/", instruments.palette, name="palette"),
    path("instruments/", instruments.instrument_list, name="instrument_list"),
    path("instruments/<str:symbol>/", instruments.instrument_detail, name="instrument_detail"),
    path("instruments/<str:symbol>/depth/", instruments.depth_panel, name="depth_panel"),
]

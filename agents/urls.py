"""Pages of the agents app."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from agents.views import asking, runs

app_name = "agents"
urlpatterns: list[URLPattern | URLResolver] = [
    path("trades/ask/", asking.ask_trade, name="ask_trade"),
    path("runs/", runs.run_list, name="run_list"),
    path("runs/<uuid:run_id>/", runs.run_detail, name="run_detail"),
    path("trades/<int:trade_id>/run/", runs.run_panel, name="run_panel"),
    path("agents/activity/", runs.activity_panel, name="activity_panel"),
]

"""Pages of the trading app."""

from __future__ import annotations

from django.urls.resolvers import URLPattern, URLResolver

app_name = "trading"
urlpatterns: list[URLPattern | URLResolver] = []

"""Pages of the market app."""

from __future__ import annotations

from django.urls.resolvers import URLPattern, URLResolver

app_name = "market"
urlpatterns: list[URLPattern | URLResolver] = []

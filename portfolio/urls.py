"""Pages of the portfolio app."""

from __future__ import annotations

from django.urls.resolvers import URLPattern, URLResolver

app_name = "portfolio"
urlpatterns: list[URLPattern | URLResolver] = []

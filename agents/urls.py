"""Pages of the agents app."""

from __future__ import annotations

from django.urls.resolvers import URLPattern, URLResolver

app_name = "agents"
urlpatterns: list[URLPattern | URLResolver] = []

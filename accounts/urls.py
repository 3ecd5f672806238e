"""Pages of the accounts app."""

from __future__ import annotations

from django.urls.resolvers import URLPattern, URLResolver

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = []

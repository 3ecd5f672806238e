"""The project as an app, so that its commands, checks and templates are found."""

from __future__ import annotations

from django.apps import AppConfig


class StockstewardConfig(AppConfig):
    """What joins the five apps."""

    name = "stocksteward"

"""The market app."""

from __future__ import annotations

from django.apps import AppConfig


class MarketConfig(AppConfig):
    """What has to be joined when the desk starts."""

    name = "market"

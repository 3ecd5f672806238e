"""The trading app."""

from __future__ import annotations

from django.apps import AppConfig


class TradingConfig(AppConfig):
    """What has to be joined when the desk starts."""

    name = "trading"

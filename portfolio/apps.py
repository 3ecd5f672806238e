"""The portfolio app."""

from __future__ import annotations

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """What has to be joined when the desk starts."""

    name = "portfolio"

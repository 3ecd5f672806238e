"""The agents app."""

from __future__ import annotations

from django.apps import AppConfig


class AgentsConfig(AppConfig):
    """What has to be joined when the desk starts."""

    name = "agents"

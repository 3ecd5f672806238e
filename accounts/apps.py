"""The accounts app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """What has to be joined when the desk starts."""

    name = "accounts"

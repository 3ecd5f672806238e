"""API keys and signs of life in the admin, and what is kept out of it."""

from __future__ import annotations

import contextlib

from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from accounts.admin.read_only import ReadOnlyAdmin
from accounts.models.api_key import ApiKey
from accounts.models.heartbeat import Heartbeat

# Tokens are shown to nobody: sessions are what a person can judge and end.
for hidden in (OutstandingToken, BlacklistedToken):
    with contextlib.suppress(NotRegistered):
        admin.site.unregister(hidden)


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    """API keys: whose, for what, last used when; never the hash."""

    list_display = ("name", "user", "scope", "prefix", "created_at", "latest_used_at", "expires_at", "revoked_at")
    list_filter = ("scope",)
    search_fields = ("name", "prefix", "user__email")
    list_select_related = ("user",)
    exclude = ("key_hash",)


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    """Signs of life."""

    list_display = ("name", "beat_at", "detail")

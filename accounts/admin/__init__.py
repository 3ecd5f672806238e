"""The admin site: who may enter, and the pages of accounts in it."""

from __future__ import annotations

from accounts.admin import audit, keys, users  # noqa: F401

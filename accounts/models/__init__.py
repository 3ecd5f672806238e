"""The tables of accounts, imported as modules for Django to find."""

from __future__ import annotations

from accounts.models import api_key, audit, heartbeat, idempotency_key, notification, session, topic_sequence, user  # noqa: F401

"""Tables of the market. Other apps ask selectors, never these."""

from __future__ import annotations

from market.models import calendar, feed, import_run, instrument, provider_health, quote

__all__ = ["calendar", "feed", "import_run", "instrument", "provider_health", "quote"]

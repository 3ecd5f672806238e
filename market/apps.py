"""The market app."""

from __future__ import annotations

from django.apps import AppConfig


class MarketConfig(AppConfig):
    """What has to be joined when the desk starts."""

    name = "market"

    def ready(self) -> None:
        """Register checks, live topics and what the audit log follows."""
        from accounts.services import audit
        from market import checks, consumers
        from market.models.calendar import SessionSegment, SessionTemplate, TradingDay
        from market.models.instrument import Instrument

        checks.register_checks()
        consumers.register_topics()
        for model in (Instrument, TradingDay, SessionTemplate, SessionSegment):
            audit.track(model)

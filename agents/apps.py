"""The agents app."""

from __future__ import annotations

from django.apps import AppConfig


class AgentsConfig(AppConfig):
    """What has to be joined when the desk starts."""

    name = "agents"

    def ready(self) -> None:
        """Register the live topic, and wake runs when the trading app announces what they wait for."""
        from agents import consumers
        from agents.services.runs import resume_run_of_trade
        from stocksteward.core import events

        consumers.register_topics()
        events.listen(events.TRADE_APPROVED, resume_run_of_trade)
        events.listen(events.TRADE_CLOSED, resume_run_of_trade)

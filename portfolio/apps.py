"""The portfolio app."""

from __future__ import annotations

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """What has to be joined when the desk starts."""

    name = "portfolio"

    def ready(self) -> None:
        """Join topic, event, feed and audit log."""
        from accounts.services import audit
        from market.selectors import watched
        from portfolio.consumers import register_topics
        from portfolio.models.portfolio import Portfolio
        from portfolio.selectors.holdings import held_instrument_ids
        from portfolio.services.portfolios import on_user_registered
        from stocksteward.core import events

        register_topics()
        watched.register(held_instrument_ids)
        events.listen(events.USER_REGISTERED, on_user_registered)
        # The ledger needs no log beside it: it is one, and the database refuses to change it.
        audit.track(Portfolio, exclude_fields=["journal_count", "updated_at"])

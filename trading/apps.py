"""The trading app."""

from __future__ import annotations

from django.apps import AppConfig


class TradingConfig(AppConfig):
    """What has to be joined when the desk starts."""

    name = "trading"

    def ready(self) -> None:
        """Join topics, events, feed, the checks of the books and the audit log."""
        from accounts.services import audit
        from market.selectors import watched
        from portfolio.services import verification
        from stocksteward.core import events
        from trading.consumers import register_topics
        from trading.models.approval import Approval
        from trading.models.order import Order
        from trading.models.risk_limit import RiskLimit
        from trading.models.strategy import Strategy, StrategyDeployment
        from trading.models.trade import Trade
        from trading.selectors.at_work import instrument_ids_at_work
        from trading.selectors.verification import CHECKS
        from trading.services.paper_matching import listen_to_quotes
        from trading.services.submissions import resume_approved

        register_topics()
        watched.register(instrument_ids_at_work)
        events.listen(events.QUOTES_ADVANCED, listen_to_quotes)
        events.listen(events.TRADE_APPROVED, resume_approved)
        for check in CHECKS:
            verification.register(check)
        # Events, fills and verdicts need no log beside them: the database refuses to change them. Halts record themselves.
        for model in (Trade, Approval, RiskLimit, Strategy, StrategyDeployment):
            audit.track(model)
        audit.track(Order, exclude_fields=["approval"])  # the approval's own entry says which order used it

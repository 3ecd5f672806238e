"""Frozen facts and rows of the agents app for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import factory

from agents.domain.advice import Advice
from agents.domain.evidence import Evidence, IndicatorEvidence
from agents.domain.sizing import SizingFacts
from agents.domain.wish import Wish
from agents.pipeline.user_profile import UserProfile

AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


class IndicatorEvidenceFactory(factory.Factory):
    """A steady upward trend."""

    class Meta:
        model = IndicatorEvidence

    as_of = AT
    bars = 250
    close = Decimal(1450)
    sma_20 = Decimal(1420)
    sma_50 = Decimal(1390)
    ema_12 = Decimal(1435)
    ema_26 = Decimal(1415)
    macd = Decimal(20)
    macd_signal = Decimal(15)
    macd_histogram = Decimal(5)
    rsi_14 = Decimal(62)
    bollinger_upper = Decimal(1480)
    bollinger_middle = Decimal(1420)
    bollinger_lower = Decimal(1360)
    atr_14 = Decimal(22)


class EvidenceFactory(factory.Factory):
    """RELIANCE, live from the simulated exchange."""

    class Meta:
        model = Evidence

    symbol = "RELIANCE"
    exchange = "NSE"
    name = "Reliance Industries"
    sector = "Energy"
    source = "simulated"
    status = "LIVE"
    as_of = AT
    last = Decimal(1450)
    bid = Decimal("1449.90")
    ask = Decimal("1450.10")
    previous_close = Decimal(1440)
    change_percent = Decimal("0.69")
    volume = 1_000_000
    indicators: Any = factory.SubFactory(IndicatorEvidenceFactory)
    latest_closes: tuple[Decimal, ...] = (Decimal(1430), Decimal(1440))


class AdviceFactory(factory.Factory):
    """The rule says BUY, surely enough."""

    class Meta:
        model = Advice

    action = "BUY"
    confidence = Decimal("0.85")
    reasons = ("The 20-day average is above the 50-day average.",)
    provider = "rule"
    model_name = "indicator_vote"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        return model_class(*args, **{"model" if key == "model_name" else key: value for key, value in kwargs.items()})


class WishFactory(factory.Factory):
    """Arjun asks for ten RELIANCE at the market."""

    class Meta:
        model = Wish

    user_id = 1
    portfolio_id = 1
    instrument_id = 1
    symbol = "RELIANCE"
    exchange = "NSE"
    side = "BUY"
    quantity = 10
    order_type = "MARKET"
    limit_price = None
    product = "CNC"
    validity = "DAY"
    origin = "PERSON"
    client_order_id = factory.Sequence(lambda number: f"order-{number}")


class UserProfileFactory(factory.Factory):
    """Arjun, moderate, on paper."""

    class Meta:
        model = UserProfile

    user_id = 1
    risk_tolerance = "MODERATE"
    trading_mode = "AUTO"
    allowed_sectors = ()
    approval_threshold = Decimal(50_000)
    confidence_threshold = Decimal("0.7")
    portfolio_mode = "PAPER_TRADING"
    free_cash = Decimal(1_000_000)
    summary = "Moderate on paper."


class SizingFactsFactory(factory.Factory):
    """Ten lakh rupees in cash, nothing held yet."""

    class Meta:
        model = SizingFacts

    price = Decimal(1000)
    lot_size = 1
    freeze_quantity = None
    free_cash = Decimal(1_000_000)
    free_shares = 0
    owned_shares = 0
    portfolio_value = Decimal(1_000_000)
    position_size_fraction_max = Decimal("0.10")
    order_value_max = Decimal(500_000)
    strategy_value_max = Decimal(500_000)
    strategy_quantity_max = 100_000
    risk_tolerance = "MODERATE"

"""What a portfolio has at risk: figures where they are known, None where they are not."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from trading.risk.context import RiskLimits
from trading.risk.exposure import Part, PortfolioState, ValuedHolding, measure

AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
LIMITS = RiskLimits(order_value_inr_max=Decimal(500_000), position_size_fraction_max=Decimal("0.10"), daily_loss_inr_max=Decimal(1_000))


def state(*holdings, total=Decimal(100_000), day_pnl=Decimal(-250)):
    known = None if any(value is None for _, _, value in holdings) else sum((value for _, _, value in holdings), Decimal(0))
    return PortfolioState(
        portfolio_id=1,
        as_of=AT,
        has_stale=False,
        total=total,
        market_value=known,
        free_cash=Decimal(50_000),
        held_cash=Decimal(0),
        day_pnl=day_pnl,
        holdings=tuple(ValuedHolding(symbol=symbol, sector=sector, value=value) for symbol, sector, value in holdings),
    )


def uses(found):
    return {limit.name: (limit.actual, limit.use) for limit in found.limits}


def test_parts_are_of_the_whole_portfolio_largest_first():
    found = measure(
        state=state(("TCS", "IT", Decimal(2_500)), ("RELIANCE", "Energy", Decimal(5_000)), ("INFY", "IT", Decimal(4_000))), limits=LIMITS
    )

    assert found.by_name == (
        Part("RELIANCE", Decimal(5_000), Decimal("0.05")),
        Part("INFY", Decimal(4_000), Decimal("0.04")),
        Part("TCS", Decimal(2_500), Decimal("0.025")),
    )
    assert found.by_sector == (Part("IT", Decimal(6_500), Decimal("0.065")), Part("Energy", Decimal(5_000), Decimal("0.05")))
    assert found.invested_fraction == Decimal("0.115")


def test_the_use_of_each_limit_is_told():
    found = measure(state=state(("RELIANCE", "Energy", Decimal(5_000))), limits=LIMITS)

    assert uses(found) == {
        "position_size_fraction_max": (Decimal("0.05"), Decimal("0.5")),
        "daily_loss_inr_max": (Decimal(250), Decimal("0.25")),
        "order_value_inr_max": (None, None),
    }


def test_a_holding_without_price_makes_only_what_depends_on_it_unknown_and_stands_first():
    found = measure(state=state(("RELIANCE", "Energy", Decimal(5_000)), ("DELISTED", "", None), total=None, day_pnl=None), limits=LIMITS)

    assert found.by_name == (Part("DELISTED", None, None), Part("RELIANCE", Decimal(5_000), None))
    assert found.by_sector[0] == Part("Unclassified", None, None)
    assert found.invested_fraction is None
    assert set(uses(found).values()) == {(None, None)}


def test_an_empty_portfolio_uses_nothing():
    found = measure(state=state(day_pnl=Decimal(10)), limits=LIMITS)

    assert found.by_name == found.by_sector == ()
    assert uses(found)["position_size_fraction_max"] == (0, 0)
    assert uses(found)["daily_loss_inr_max"] == (0, 0)

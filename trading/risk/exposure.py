"""What a portfolio has at risk: parts of the whole by name and by sector, and how much of each limit is used. Unknown stays None."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from stocksteward.core.money import ZERO
from trading.risk.context import RiskLimits
from trading.risk.finding import use_of

UNCLASSIFIED = "Unclassified"
_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class ValuedHolding:
    """One holding at its present value in rupees; None when its price is not known."""

    symbol: str
    sector: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class PortfolioState:
    """One portfolio as its valuation knows it, in rupees."""

    portfolio_id: int
    as_of: datetime | None
    has_stale: bool
    total: Decimal | None
    market_value: Decimal | None
    free_cash: Decimal
    held_cash: Decimal
    day_pnl: Decimal | None
    holdings: tuple[ValuedHolding, ...]


@dataclass(frozen=True, slots=True)
class LimitUse:
    """How much of a limit is used: ``use`` from 0 to 1, None when the figure is not known or belongs to single orders."""

    name: str
    limit: Decimal
    actual: Decimal | None
    use: Decimal | None


@dataclass(frozen=True, slots=True)
class Part:
    """A sector or an instrument as a part of the portfolio; ``fraction`` from 0 to 1."""

    name: str
    value: Decimal | None
    fraction: Decimal | None


@dataclass(frozen=True, slots=True)
class Exposure:
    """The risk of one portfolio at one moment."""

    state: PortfolioState
    invested_fraction: Decimal | None
    limits: tuple[LimitUse, ...]
    by_sector: tuple[Part, ...]
    by_name: tuple[Part, ...]


def measure(*, state: PortfolioState, limits: RiskLimits) -> Exposure:
    """Return what the portfolio has at risk under the limits of its owner."""
    by_name = _parts([(holding.symbol, holding.value) for holding in state.holdings], total=state.total)
    by_sector = _parts([(holding.sector or UNCLASSIFIED, holding.value) for holding in state.holdings], total=state.total)
    largest = None if any(part.fraction is None for part in by_name) else max((part.fraction or ZERO for part in by_name), default=ZERO)
    loss = None if state.day_pnl is None else max(-state.day_pnl, ZERO)
    return Exposure(
        state=state,
        invested_fraction=_fraction(state.market_value, of=state.total),
        limits=(
            _limit_use("position_size_fraction_max", limit=limits.position_size_fraction_max, actual=largest),
            _limit_use("daily_loss_inr_max", limit=limits.daily_loss_inr_max, actual=loss),
            # A limit of single orders: nothing of it is used between orders.
            LimitUse(name="order_value_inr_max", limit=limits.order_value_inr_max, actual=None, use=None),
        ),
        by_sector=by_sector,
        by_name=by_name,
    )


def _parts(values: Sequence[tuple[str, Decimal | None]], *, total: Decimal | None) -> tuple[Part, ...]:
    sums: dict[str, Decimal | None] = defaultdict(lambda: ZERO)
    for name, value in values:
        before = sums[name]
        sums[name] = None if before is None or value is None else before + value
    parts = [Part(name=name, value=value, fraction=_fraction(value, of=total)) for name, value in sums.items()]
    return tuple(sorted(parts, key=lambda part: (part.value is not None, -(part.value or ZERO), part.name)))


def _fraction(value: Decimal | None, *, of: Decimal | None) -> Decimal | None:
    if value is None or of is None or of <= ZERO:
        return None
    return (value / of).quantize(_STEP, ROUND_HALF_UP)


def _limit_use(name: str, *, limit: Decimal, actual: Decimal | None) -> LimitUse:
    use = None if actual is None else use_of(actual=actual, limit=limit).quantize(_STEP, ROUND_HALF_UP)
    return LimitUse(name=name, limit=limit, actual=actual, use=use)

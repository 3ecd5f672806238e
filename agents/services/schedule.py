"""The schedule of deployed strategies: each deployment decides once a period, however often and from wherever this is called."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import IntegrityError, transaction

from agents.domain.wish import DeployedRule, Wish
from agents.models.deployment_period import DeploymentPeriod
from agents.services import leases, runs
from market.domain.instruments import InstrumentFacts
from market.selectors.instruments import find_instrument
from market.selectors.sessions import session_for
from stocksteward.core import clock
from trading.domain.strategies import DeploymentFacts
from trading.enums import OrderType, Product, TradeOrigin, Validity
from trading.selectors.strategies import list_running_deployments


def run_deployed_strategies(*, at: datetime | None = None) -> int:
    """Start the period that ``at`` lies in for every deployment that has not started it yet; return how many runs began.

    Instruments whose market is closed are left out; a period in which all are closed is not used up.
    """
    at = at or clock.now()
    return sum(_start_period(deployment, at=at) for deployment in list_running_deployments())


def period_start(*, at: datetime, period_seconds: int) -> datetime:
    """Return the start of the period that ``at`` lies in; periods are counted from the epoch, so every caller finds the same."""
    return datetime.fromtimestamp(int(at.timestamp()) // period_seconds * period_seconds, tz=UTC)


def _start_period(deployment: DeploymentFacts, *, at: datetime) -> int:
    start = period_start(at=at, period_seconds=deployment.period_seconds)
    if DeploymentPeriod.objects.filter(deployment_id=deployment.id, period_start=start).exists():
        return 0
    wishes = [_wish(deployment, instrument=instrument, start=start) for instrument in _open_instruments(deployment, at=at)]
    if not wishes:
        return 0
    try:
        with transaction.atomic():
            period = DeploymentPeriod.objects.create(deployment_id=deployment.id, period_start=start, created_at=at)
            started = leases.create_runs(wishes=wishes, at=at, period=period)
            for run in started:
                runs.enqueue(run_id=run.pk)
    except IntegrityError:
        return 0  # another caller was faster: the period is theirs
    return len(started)


def _open_instruments(deployment: DeploymentFacts, *, at: datetime) -> list[InstrumentFacts]:
    found = [find_instrument(symbol=symbol) for symbol in dict.fromkeys(deployment.symbols)]
    return [one for one in found if one is not None and one.is_tradable and session_for(instrument=one, at=at).is_open]


def _wish(deployment: DeploymentFacts, *, instrument: InstrumentFacts, start: datetime) -> Wish:
    return Wish(
        user_id=deployment.user_id,
        portfolio_id=deployment.portfolio_id,
        instrument_id=instrument.id,
        symbol=instrument.symbol,
        exchange=instrument.exchange,
        side=None,
        quantity=None,
        order_type=OrderType.MARKET.value,
        limit_price=None,
        product=Product.CNC.value,
        validity=Validity.DAY.value,
        origin=TradeOrigin.STRATEGY.value,
        client_order_id=f"strategy-{deployment.id}-{start:%Y%m%dT%H%M%S}-{instrument.id}",
        rule=DeployedRule(
            deployment_id=deployment.id,
            strategy_name=deployment.strategy_name,
            rule=deployment.rule,
            quantity_max=deployment.quantity_max,
            value_inr_max=deployment.value_inr_max,
            parameters=dict(deployment.parameters),
        ),
    )

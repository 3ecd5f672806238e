"""Strategies that a person may see, those at work, and what the rules say at present."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.domain.policy import Action, Reach
from accounts.selectors import access
from market.enums import BarInterval
from market.selectors.bars import list_bars
from market.selectors.instruments import get_instrument
from stocksteward.core.errors import BadInput, NotFound
from trading.domain.strategies import DeploymentFacts, StrategyFacts
from trading.enums import DeploymentStatus
from trading.models.strategy import Strategy, StrategyDeployment
from trading.strategies import registry
from trading.strategies.base import Signal, SignalSide

BARS_MAX = 450  # the longest average that a parameter allows, and a little more
RULES_COMPARED_MAX = 10


@dataclass(frozen=True, slots=True)
class Comparison:
    """What several rules say about one instrument, and the side on which those with an opinion agree (None: they do not)."""

    symbol: str
    as_of: datetime | None
    signals: tuple[Signal, ...]
    agreement: SignalSide | None


def list_strategies_for(*, user: Any) -> QuerySet[Strategy]:
    """Strategies that the person may see, the latest first, with their deployments; none for a role that sees no trades."""
    reach = access.reach_of(user=user, action=Action.VIEW_TRADES)
    rows = Strategy.objects.prefetch_related("deployments").order_by("-id")
    if reach is Reach.NONE:
        return rows.none()
    return rows if reach is Reach.ALL else rows.filter(owner_id=user.pk)


def get_strategy_for(*, user: Any, strategy_id: int) -> StrategyFacts:
    """Return one strategy.

    :raises NotFound: if there is none with this id, or it is not the person's to see; the two are answered alike.
    """
    row = list_strategies_for(user=user).filter(pk=strategy_id).first()
    if row is None:
        raise NotFound
    return facts_of(row)


def list_running_deployments() -> list[DeploymentFacts]:
    """Return every deployment at work, in the order of their ids; the schedule of the agents asks this."""
    rows = StrategyDeployment.objects.filter(status=DeploymentStatus.PAPER).select_related("strategy").order_by("pk")
    return [deployment_facts_of(row, strategy=row.strategy) for row in rows]


def find_running_deployment(*, deployment_id: int) -> DeploymentFacts | None:
    """Return the deployment if it is at work at this moment."""
    row = StrategyDeployment.objects.filter(pk=deployment_id, status=DeploymentStatus.PAPER).select_related("strategy").first()
    return None if row is None else deployment_facts_of(row, strategy=row.strategy)


def get_signal(*, symbol: str, rule: str, at: datetime, parameters: Mapping[str, Any] | None = None) -> Signal:
    """Let one rule decide on the instrument's daily bars.

    :raises BadInput: if there is no such symbol or rule, or the parameters do not fit it.
    """
    return get_comparison(symbol=symbol, choices=[(rule, parameters or {})], at=at).signals[0]


def get_comparison(*, symbol: str, choices: Sequence[tuple[str, Mapping[str, Any]]], at: datetime) -> Comparison:
    """Let several rules decide on the same daily bars; ``choices`` are (rule, parameters), all built-ins if there are none.

    :raises BadInput: if there is no such symbol or rule, the parameters do not fit, or there are too many choices.
    """
    chosen = list(choices) or [(name, {}) for name in registry.STRATEGIES]
    if len(chosen) > RULES_COMPARED_MAX:
        raise BadInput("rules", f"At most {RULES_COMPARED_MAX} rules can be compared at a time.")
    complete = [(rule, registry.check_parameters(rule=rule, parameters=parameters)) for rule, parameters in chosen]
    instrument = get_instrument(symbol=symbol)
    bars = list_bars(instrument=instrument, interval=BarInterval.DAY, limit=BARS_MAX, at=at)
    signals = tuple(registry.decide(rule=rule, bars=bars, parameters=parameters) for rule, parameters in complete)
    return Comparison(symbol=instrument.symbol, as_of=bars[-1].at if bars else None, signals=signals, agreement=_agreement(signals))


def facts_of(row: Strategy) -> StrategyFacts:
    """Return the row, with its prefetched deployments, as facts."""
    rule = registry.STRATEGIES.get(row.rule)
    return StrategyFacts(
        id=row.pk,
        owner_id=row.owner_id,
        name=row.name,
        rule=row.rule,
        rule_title=row.rule if rule is None else rule.title,
        parameters=dict(row.parameters),
        symbols=tuple(row.symbols),
        mode=str(row.mode),
        created_at=row.created_at,
        deployments=tuple(deployment_facts_of(deployment, strategy=row) for deployment in row.deployments.all()),
    )


def deployment_facts_of(row: StrategyDeployment, *, strategy: Strategy) -> DeploymentFacts:
    """Return the row as facts."""
    return DeploymentFacts(
        id=row.pk,
        strategy_id=strategy.pk,
        strategy_name=strategy.name,
        rule=strategy.rule,
        parameters=dict(strategy.parameters),
        user_id=strategy.owner_id,
        portfolio_id=row.portfolio_id,
        symbols=tuple(row.symbols),
        quantity_max=row.quantity_max,
        value_inr_max=row.value_inr_max,
        period_seconds=row.period_seconds,
        status=DeploymentStatus(row.status),
        deployed_at=row.deployed_at,
    )


def _agreement(signals: Sequence[Signal]) -> SignalSide | None:
    opinions = {signal.side for signal in signals} - {SignalSide.ABSTAIN}
    return opinions.pop() if len(opinions) == 1 else None

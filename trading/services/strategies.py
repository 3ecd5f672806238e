"""Setting strategies up, and letting them trade on paper by themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.domain.policy import Action
from accounts.selectors import access
from accounts.selectors.users import get_user_facts, list_active_traders
from accounts.services import audit
from market.selectors.instruments import find_instrument
from portfolio.domain.facts import PortfolioFacts
from portfolio.enums import PortfolioOrigin
from portfolio.selectors.portfolios import find_default_portfolio_of, get_portfolio_for
from stocksteward.core.errors import BadInput, Conflict
from trading.domain.strategies import (
    DeploymentFacts,
    DeploymentLimits,
    StrategyFacts,
    check_deployment_limits,
    checked_name,
    checked_symbols,
)
from trading.enums import DeploymentStatus, ExecutionMode
from trading.models.strategy import Strategy, StrategyDeployment
from trading.selectors.strategies import deployment_facts_of, facts_of, get_strategy_for
from trading.strategies import indicator_vote, registry

PILOT_NAME = "Pilot: indicator vote"
PILOT_SYMBOLS = ("RELIANCE", "HDFCBANK", "INFY")
PILOT_LIMITS = DeploymentLimits(quantity_max=10, value_inr_max=Decimal(25_000))


class StrategyNameIsTaken(Conflict):
    """The person has a strategy of this name already; they choose another."""

    code = "strategy_name_is_taken"


class NotDeployed(Conflict):
    """The strategy is not deployed there; the person deploys it first."""

    code = "not_deployed"


@transaction.atomic
def create_strategy(
    *,
    by: Any,
    name: str,
    rule: str,
    parameters: Mapping[str, Any],
    symbols: Sequence[str],
    at: datetime,
    owner_id: int | None = None,
    mode: str = ExecutionMode.PAPER_TRADING,
) -> StrategyFacts:
    """Set up a built-in rule for a person (by default for oneself); it trades on paper, and only once it is deployed.

    :raises NotAllowed: if the role does not trade.
    :raises NotFound: if it would be for somebody who is out of reach.
    :raises BadInput: if name, rule, parameters, symbols or mode cannot be; the field is named.
    :raises StrategyNameIsTaken: if the owner has one of this name.
    """
    owner = by.pk if owner_id is None else owner_id
    access.require(user=by, action=Action.TRADE, owner_id=owner)
    if owner != by.pk:
        get_user_facts(user_id=owner)
    if mode != ExecutionMode.PAPER_TRADING:
        raise BadInput("mode", "Strategies trade on paper in this version: PAPER_TRADING.")
    row = Strategy(
        owner_id=owner,
        name=checked_name(name),
        rule=registry.get_strategy(rule).name,
        parameters=registry.check_parameters(rule=rule, parameters=parameters),
        symbols=list(_tradable_symbols(symbols)),
        created_at=at,
    )
    if Strategy.objects.filter(owner_id=owner, name=row.name).exists():
        raise StrategyNameIsTaken(f"There is a strategy named {row.name} already.")
    row.save(force_insert=True)
    _record(row, action="strategy.created", by=by, after={"name": row.name, "rule": row.rule, "parameters": row.parameters})
    return facts_of(row)


@transaction.atomic
def launch_strategy(
    *,
    by: Any,
    name: str,
    rule: str,
    parameters: Mapping[str, Any],
    symbols: Sequence[str],
    portfolio_id: int,
    limits: DeploymentLimits,
    at: datetime,
) -> StrategyFacts:
    """Create a strategy and deploy it, or neither: a name that a half-launched one has taken would help nobody.

    Raises what :func:`create_strategy` and :func:`deploy_strategy` raise.
    """
    made = create_strategy(by=by, name=name, rule=rule, parameters=parameters, symbols=symbols, at=at)
    deploy_strategy(by=by, strategy_id=made.id, portfolio_id=portfolio_id, limits=limits, at=at)
    return get_strategy_for(user=by, strategy_id=made.id)


@transaction.atomic
def deploy_strategy(
    *,
    by: Any,
    strategy_id: int,
    portfolio_id: int,
    limits: DeploymentLimits,
    at: datetime,
    symbols: Sequence[str] | None = None,
) -> DeploymentFacts:
    """Let a strategy trade in a paper portfolio of its owner; deploying it there again sets its limits anew and resumes it.

    :raises NotFound: if strategy or portfolio are not there, or not the person's to trade with.
    :raises NotAllowed: if the role does not trade.
    :raises BadInput: if the portfolio is another's or live, or a limit or symbol cannot be; the field is named.
    """
    strategy = _strategy_to_trade(by=by, strategy_id=strategy_id)
    portfolio = get_portfolio_for(user=by, portfolio_id=portfolio_id)
    if portfolio.user_id != strategy.owner_id:
        raise BadInput("portfolio_id", "A strategy trades in portfolios of its own owner only.")
    if portfolio.mode != ExecutionMode.PAPER_TRADING:
        raise BadInput("portfolio_id", "Strategies trade in paper portfolios only in this version.")
    check_deployment_limits(limits)
    chosen = tuple(strategy.symbols) if symbols is None else _tradable_symbols(symbols)
    row = _deploy(strategy=strategy, portfolio=portfolio, symbols=chosen, limits=limits, by=by, at=at)
    return deployment_facts_of(row, strategy=strategy)


def pause_strategy(*, by: Any, strategy_id: int, at: datetime, portfolio_id: int | None = None) -> list[DeploymentFacts]:
    """Stop a strategy from starting trades, in one portfolio or in all; trades under way go on. Pausing twice changes nothing.

    :raises NotFound: if the strategy is not there, or not the person's to trade with.
    :raises NotAllowed: if the role does not trade.
    :raises NotDeployed: if it is not deployed there.
    """
    return _set_status(by=by, strategy_id=strategy_id, portfolio_id=portfolio_id, status=DeploymentStatus.PAUSED, at=at)


def resume_strategy(*, by: Any, strategy_id: int, at: datetime, portfolio_id: int | None = None) -> list[DeploymentFacts]:
    """Let a paused strategy go on; raises as :func:`pause_strategy`."""
    return _set_status(by=by, strategy_id=strategy_id, portfolio_id=portfolio_id, status=DeploymentStatus.PAPER, at=at)


def bootstrap_pilot(*, by: Any, at: datetime) -> list[DeploymentFacts]:
    """Give every active trader whose default portfolio is a demo portfolio a pilot strategy, deployed there; repeating it adds nothing.

    :raises NotAllowed: if the role may not seed demo data.
    """
    access.require(user=by, action=Action.SEED_DEMO)
    return _install_pilots(user_ids=[trader.id for trader in list_active_traders()], by=by, at=at)


def install_demo_strategies(*, user_ids: Mapping[str, int] | Collection[int], at: datetime) -> None:
    """Give the traders among these people (their ids, or their ids by e-mail address) a pilot strategy; repeating it changes nothing."""
    chosen = set(user_ids.values() if isinstance(user_ids, Mapping) else user_ids)
    _install_pilots(user_ids=[trader.id for trader in list_active_traders() if trader.id in chosen], by=None, at=at)


def _install_pilots(*, user_ids: Sequence[int], by: Any | None, at: datetime) -> list[DeploymentFacts]:
    deployed = []
    for user_id in user_ids:
        portfolio = _demo_portfolio_of(user_id)
        if portfolio is not None:
            deployed.append(_install_pilot(portfolio=portfolio, by=by, at=at))
    return deployed


def _demo_portfolio_of(user_id: int) -> PortfolioFacts | None:
    portfolio = find_default_portfolio_of(user_id=user_id)
    if portfolio is None or portfolio.origin != PortfolioOrigin.DEMO or portfolio.mode != ExecutionMode.PAPER_TRADING:
        return None
    return portfolio


@transaction.atomic
def _install_pilot(*, portfolio: PortfolioFacts, by: Any | None, at: datetime) -> DeploymentFacts:
    first = {"rule": indicator_vote.NAME, "parameters": {}, "symbols": list(PILOT_SYMBOLS), "created_at": at}
    strategy, is_new = Strategy.objects.get_or_create(owner_id=portfolio.user_id, name=PILOT_NAME, defaults=first)
    if is_new:
        _record(strategy, action="strategy.created", by=by, after={"name": strategy.name, "rule": strategy.rule, "pilot": True})
    row = StrategyDeployment.objects.filter(strategy=strategy, portfolio_id=portfolio.id).first()
    if row is None:
        row = _deploy(strategy=strategy, portfolio=portfolio, symbols=tuple(strategy.symbols), limits=PILOT_LIMITS, by=by, at=at)
    return deployment_facts_of(row, strategy=strategy)


def _deploy(
    *, strategy: Strategy, portfolio: PortfolioFacts, symbols: Sequence[str], limits: DeploymentLimits, by: Any | None, at: datetime
) -> StrategyDeployment:
    values = {
        "symbols": list(symbols),
        "quantity_max": limits.quantity_max,
        "value_inr_max": limits.value_inr_max,
        "period_seconds": limits.period_seconds,
        "status": DeploymentStatus.PAPER,
        "deployed_at": at,
        "changed_by": by,
    }
    row, _ = StrategyDeployment.objects.update_or_create(strategy=strategy, portfolio_id=portfolio.id, defaults=values)
    after = {
        "portfolio_id": portfolio.id,
        "symbols": list(symbols),
        "quantity_max": limits.quantity_max,
        "value_inr_max": limits.value_inr_max,
        "period_seconds": limits.period_seconds,
    }
    _record(strategy, action="strategy.deployed", by=by, after=after)
    return row


@transaction.atomic
def _set_status(*, by: Any, strategy_id: int, portfolio_id: int | None, status: DeploymentStatus, at: datetime) -> list[DeploymentFacts]:
    strategy = _strategy_to_trade(by=by, strategy_id=strategy_id)
    rows = StrategyDeployment.objects.select_for_update().filter(strategy=strategy).order_by("pk")
    chosen = list(rows if portfolio_id is None else rows.filter(portfolio_id=portfolio_id))
    if not chosen:
        raise NotDeployed("The strategy is not deployed there: deploy it first.")
    for row in chosen:
        if row.status != status:
            row.status, row.changed_by, row.updated_at = status, by, at
            row.save(update_fields=["status", "changed_by", "updated_at"])
            verb = "strategy.paused" if status == DeploymentStatus.PAUSED else "strategy.resumed"
            _record(strategy, action=verb, by=by, after={"portfolio_id": row.portfolio_id})
    return [deployment_facts_of(row, strategy=strategy) for row in chosen]


def _strategy_to_trade(*, by: Any, strategy_id: int) -> Strategy:
    facts = get_strategy_for(user=by, strategy_id=strategy_id)
    access.require(user=by, action=Action.TRADE, owner_id=facts.owner_id)
    return Strategy.objects.get(pk=facts.id)


def _tradable_symbols(symbols: Sequence[str]) -> tuple[str, ...]:
    chosen = checked_symbols(symbols)
    for symbol in chosen:
        instrument = find_instrument(symbol=symbol)
        if instrument is None or not instrument.is_tradable:
            raise BadInput("symbols", f"{symbol[:40]} cannot be traded here.")
    return chosen


def _record(row: Strategy, *, action: str, by: Any | None, after: Mapping[str, Any]) -> None:
    audit.record(
        action=action,
        object_type="strategy",
        object_id=str(row.pk),
        after=after,
        actor_id=None if by is None else by.pk,
        on_behalf_of_id=row.owner_id,
    )

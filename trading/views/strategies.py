"""Strategies: what is set up, launching one on paper, what its rule says now, pausing and resuming it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.policy import Action
from accounts.selectors import access
from accounts.views.form_errors import add_errors
from accounts.views.guards import allows
from market.selectors.instruments import shown_instruments
from market.selectors.quotes import get_quotes
from portfolio.enums import PortfolioMode
from portfolio.selectors.portfolios import list_portfolios_for
from stocksteward.core import clock
from stocksteward.core.errors import BadInput, Conflict, NotAllowed, NotFound, Unavailable
from stocksteward.core.http import page_or_partial
from trading.domain.strategies import DeploymentFacts, StrategyFacts
from trading.enums import DeploymentStatus, StrategyStatus
from trading.forms import DeploymentForm, LaunchForm, SwitchForm
from trading.selectors.strategies import facts_of, get_signal, get_strategy_for, list_strategies_for
from trading.services import strategies
from trading.strategies import registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from market.domain.instruments import InstrumentFacts
    from market.domain.quotes import QuoteFacts
    from trading.strategies.base import Signal

ROWS_PER_PAGE = 25
_STATES = {
    StrategyStatus.DRAFT: {"text": "Draft", "tone": ""},
    StrategyStatus.DEPLOYED: {"text": "Running on paper", "tone": "good"},
    StrategyStatus.PAUSED: {"text": "Paused", "tone": "wait"},
}
_PERIODS = {60: "every minute", 300: "every 5 minutes", 3_600: "every hour", 86_400: "once a day", 604_800: "once a week"}


@dataclass(frozen=True, slots=True)
class SignalLine:
    """What the rule says about one symbol now; ``signal`` None when it cannot be asked, with the sentence why."""

    symbol: str
    instrument: InstrumentFacts | None
    quote: QuoteFacts | None
    signal: Signal | None
    problem: str


@require_safe
@allows(Action.VIEW_TRADES)
def strategy_list(request: HttpRequest) -> HttpResponse:
    """Show the strategies that the person may see, the latest first."""
    rows = list_strategies_for(user=request.user).select_related("owner")
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    lines = []
    for row in page:
        facts = facts_of(row)
        deployments = [_deployment_line(deployment, names={}) for deployment in facts.deployments]
        lines.append({"strategy": facts, "owner": row.owner, "state": _STATES[facts.status], "deployments": deployments})
    context = {"page_obj": page, "rows": lines}
    return page_or_partial(request, page="trading/strategy_list.html", partial="trading/_strategy_table.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
@allows(Action.TRADE)
def strategy_create(request: HttpRequest) -> HttpResponse:
    """Set a strategy up and let it trade on paper, in one go; what cannot be comes back beside its field, 422."""
    choices = _paper_portfolios(request)
    if request.method != "POST":
        first = {"symbols": request.GET.get("symbol", "").strip().upper()[:32], "portfolio_id": choices[0][0] if choices else None}
        return _launch_page(request, LaunchForm(portfolios=choices, initial=first))
    form = LaunchForm(request.POST, portfolios=choices)
    if form.is_valid():
        try:
            strategy_id = _launch(request, form, at=clock.now())
        except (BadInput, Conflict, NotFound) as error:
            add_errors(form, error)
        else:
            messages.success(request, "Launched on paper: the strategy decides by itself from now on.")
            return redirect("trading:strategy_detail", strategy_id=strategy_id)
    return _launch_page(request, form, status=422)


@require_safe
@allows(Action.VIEW_TRADES)
def strategy_detail(request: HttpRequest, strategy_id: int) -> HttpResponse:
    """Show one strategy: its rule explained, where it is deployed, and (in its own time) what it says now."""
    context = _strategy_context(request, strategy_id)
    return page_or_partial(request, page="trading/strategy_detail.html", partial="trading/_strategy.html", context=context)


@require_safe
@allows(Action.VIEW_TRADES)
def strategy_signals(request: HttpRequest, strategy_id: int) -> HttpResponse:
    """Answer what the rule says now about each symbol, with its reasons."""
    strategy = get_strategy_for(user=request.user, strategy_id=strategy_id)
    context = {"strategy": strategy, "lines": _signal_lines(strategy, at=clock.now())}
    response = render(request, "trading/_strategy_signals.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@allows(Action.TRADE)
def strategy_pause(request: HttpRequest, strategy_id: int) -> HttpResponse:
    """Let a strategy start no more trades, in one portfolio or in all."""
    return _switch(request, strategy_id, strategies.pause_strategy, said="Paused: no new trade is started. Trades under way go on.")


@require_POST
@allows(Action.TRADE)
def strategy_resume(request: HttpRequest, strategy_id: int) -> HttpResponse:
    """Let a paused strategy go on."""
    return _switch(request, strategy_id, strategies.resume_strategy, said="The strategy decides by itself again.")


@require_POST
@allows(Action.TRADE)
def strategy_deploy(request: HttpRequest, strategy_id: int) -> HttpResponse:
    """Let a strategy trade in a paper portfolio, or give it other limits there."""
    form = DeploymentForm(
        request.POST, portfolios=_portfolios_of_owner(request, get_strategy_for(user=request.user, strategy_id=strategy_id))
    )
    if form.is_valid():
        try:
            strategies.deploy_strategy(
                by=request.user,
                strategy_id=strategy_id,
                portfolio_id=form.cleaned_data["portfolio_id"],
                limits=form.limits(),
                at=clock.now(),
            )
        except (BadInput, Conflict) as error:
            add_errors(form, error)
        else:
            messages.success(request, "Deployed on paper.")
            return redirect("trading:strategy_detail", strategy_id=strategy_id)
    return render(request, "trading/strategy_detail.html", _strategy_context(request, strategy_id, form=form), status=422)


def _launch(request: HttpRequest, form: LaunchForm, *, at: datetime) -> int:
    chosen = form.cleaned_data
    launched = strategies.launch_strategy(
        by=request.user,
        name=chosen["name"],
        rule=chosen["rule"],
        parameters=form.parameters(),
        symbols=chosen["symbols"],
        portfolio_id=chosen["portfolio_id"],
        limits=form.limits(),
        at=at,
    )
    return launched.id


def _launch_page(request: HttpRequest, form: LaunchForm, *, status: int = 200) -> HttpResponse:
    rules = [
        {"rule": rule, "is_chosen": form["rule"].value() == name, "fields": form.fields_of(name)}
        for name, rule in registry.STRATEGIES.items()
    ]
    return render(request, "trading/strategy_create.html", {"form": form, "rules": rules}, status=status)


def _switch(request: HttpRequest, strategy_id: int, act: Callable[..., Any], *, said: str) -> HttpResponse:
    get_strategy_for(user=request.user, strategy_id=strategy_id)
    form = SwitchForm(request.POST)
    if not form.is_valid():
        messages.error(request, "The strategy is not deployed there.")
        return redirect("trading:strategy_detail", strategy_id=strategy_id)
    try:
        act(by=request.user, strategy_id=strategy_id, portfolio_id=form.cleaned_data["portfolio_id"], at=clock.now())
        messages.success(request, said)
    except (Conflict, NotAllowed) as error:
        messages.error(request, error.message)
    return redirect("trading:strategy_detail", strategy_id=strategy_id)


def _strategy_context(request: HttpRequest, strategy_id: int, *, form: DeploymentForm | None = None) -> dict[str, Any]:
    strategy = get_strategy_for(user=request.user, strategy_id=strategy_id)
    rule = registry.STRATEGIES.get(strategy.rule)
    names = {portfolio.pk: portfolio.name for portfolio in list_portfolios_for(user=request.user)}
    may_trade = access.may(user=request.user, action=Action.TRADE)
    if form is None and may_trade:
        choices = _portfolios_of_owner(request, strategy)
        form = DeploymentForm(portfolios=choices, initial=_present_limits(strategy))
    return {
        "strategy": strategy,
        "state": _STATES[strategy.status],
        "description": rule.description if rule else "This rule is not built in any more, so it cannot decide.",
        "parameters": [
            (parameter, strategy.parameters.get(parameter.name, parameter.default)) for parameter in (rule.parameters if rule else ())
        ],
        "bars_needed": rule.bars_needed(strategy.parameters) if rule and _is_complete(rule.parameters, strategy) else None,
        "deployments": [_deployment_line(deployment, names=names) for deployment in strategy.deployments],
        "form": form if may_trade else None,
        "self_url": reverse("trading:strategy_detail", args=[strategy.id]),
        "signals_url": reverse("trading:strategy_signals", args=[strategy.id]),
    }


def _present_limits(strategy: StrategyFacts) -> dict[str, Any]:
    """What the first deployment has; the form's own suggestions where there is none."""
    for deployment in strategy.deployments[:1]:
        return {
            "portfolio_id": deployment.portfolio_id,
            "quantity_max": deployment.quantity_max,
            "value_inr_max": f"{deployment.value_inr_max.normalize():f}",
            "period_seconds": deployment.period_seconds,
        }
    return {}


def _is_complete(parameters: Any, strategy: StrategyFacts) -> bool:
    return all(parameter.name in strategy.parameters for parameter in parameters)


def _deployment_line(deployment: DeploymentFacts, *, names: dict[int, str]) -> dict[str, Any]:
    seconds = deployment.period_seconds
    return {
        "deployment": deployment,
        "portfolio_name": names.get(deployment.portfolio_id, f"Portfolio {deployment.portfolio_id}"),
        "is_running": deployment.status == DeploymentStatus.PAPER,
        "period": _PERIODS.get(seconds, f"every {seconds} seconds"),
    }


def _signal_lines(strategy: StrategyFacts, *, at: datetime) -> list[SignalLine]:
    instruments = {instrument.symbol: instrument for instrument in shown_instruments(symbols=list(strategy.symbols))}
    quotes = get_quotes(instrument_ids=[instrument.id for instrument in instruments.values()], at=at)
    lines = []
    for symbol in strategy.symbols:
        signal, problem = None, ""
        try:
            signal = get_signal(symbol=symbol, rule=strategy.rule, parameters=strategy.parameters, at=at)
        except (BadInput, Unavailable) as error:
            problem = error.message
        instrument = instruments.get(symbol)
        lines.append(SignalLine(symbol, instrument, quotes.get(instrument.id) if instrument else None, signal, problem))
    return lines


def _paper_portfolios(request: HttpRequest) -> list[tuple[int, str]]:
    """The person's own paper portfolios, the default first."""
    return _choices(request, owner_id=int(request.user.pk or 0))


def _portfolios_of_owner(request: HttpRequest, strategy: StrategyFacts) -> list[tuple[int, str]]:
    return _choices(request, owner_id=strategy.owner_id)


def _choices(request: HttpRequest, *, owner_id: int) -> list[tuple[int, str]]:
    rows = list_portfolios_for(user=request.user).filter(user_id=owner_id, mode=PortfolioMode.PAPER_TRADING)
    return [(row.pk, row.name) for row in rows]

"""Risk limits, how much of them is used, and the dashboard's meter of the daily loss."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.policy import Action, Reach
from accounts.selectors import access
from accounts.selectors.users import get_user_facts, list_active_traders
from accounts.views.form_errors import add_errors
from accounts.views.guards import allows
from portfolio.selectors.portfolios import find_default_portfolio_of, list_portfolios_of
from stocksteward.core import clock
from stocksteward.core.errors import BadInput, NotFound
from stocksteward.core.http import page_or_partial
from trading.domain.limits import FIGURES
from trading.forms import LimitsForm
from trading.risk.exposure import Exposure, LimitUse
from trading.selectors.exposure import get_portfolio_exposure_for, list_user_exposures_for
from trading.selectors.limits import LimitsView, get_limits_for
from trading.services.limits import set_limits

WARNING_FROM = Decimal(80)  # percent
_LABELS = {
    "order_value_inr_max": ("One order, at most", "Refused above it, however much cash there is."),
    "position_size_fraction_max": ("One name, at most", "Of the portfolio's value, in shares of one company."),
    "daily_loss_inr_max": ("Loss of one day, at most", "When a portfolio has lost as much since the day began, it buys no more that day."),
}


@require_safe
@allows(Action.VIEW_TRADES)
def limits(request: HttpRequest) -> HttpResponse:
    """Show the limits in force for a person (by default oneself) and how much of them is used."""
    return _page(request, user_id=_whose(request.GET.get("user_id", ""), request))


@require_POST
@allows(Action.SET_LIMITS)
def limits_change(request: HttpRequest) -> HttpResponse:
    """Set the desk's limits, or those of one person; an empty figure of a person gives way to the desk's."""
    named = request.POST.get("user_id", "")
    user_id = _whose(named, request) if named else None
    form = LimitsForm(request.POST, may_be_empty=user_id is not None)
    if form.is_valid():
        try:
            set_limits(by=request.user, user_id=user_id, figures=form.figures(), reason=form.cleaned_data["reason"], at=clock.now())
        except BadInput as error:
            add_errors(form, error)
        else:
            messages.success(request, "The limits are in force.")
            address = reverse("trading:limits")
            return redirect(address if user_id is None else f"{address}?user_id={user_id}")
    shown = _whose(named or request.POST.get("shown_user_id", ""), request)
    return _page(
        request, user_id=shown, desk_form=form if user_id is None else None, own_form=form if user_id is not None else None, status=422
    )


@require_safe
@allows(Action.VIEW_PORTFOLIOS)
def daily_loss_panel(request: HttpRequest) -> HttpResponse:
    """Answer how much of the daily loss limit the person's default portfolio has used."""
    portfolio = find_default_portfolio_of(user_id=int(request.user.pk or 0))
    line = None
    if portfolio is not None:
        exposure = get_portfolio_exposure_for(user=request.user, portfolio_id=portfolio.id, at=clock.now())
        line = next(_use_line(use) for use in exposure.limits if use.name == "daily_loss_inr_max")
    response = render(request, "trading/_daily_loss_panel.html", {"portfolio": portfolio, "line": line})
    response["Cache-Control"] = "no-store"
    return response


def tabs_of_risk(*, current: str) -> list[dict[str, Any]]:
    """Return the tabs of the pages about risk."""
    return [
        {"label": "Halts", "url": reverse("trading:halt_list"), "is_current": current == "halts"},
        {"label": "Limits", "url": reverse("trading:limits"), "is_current": current == "limits"},
    ]


def _page(
    request: HttpRequest, *, user_id: int, desk_form: LimitsForm | None = None, own_form: LimitsForm | None = None, status: int = 200
) -> HttpResponse:
    at = clock.now()
    found = get_limits_for(viewer=request.user, user_id=user_id)
    may_set = access.may(user=request.user, action=Action.SET_LIMITS)
    sees_others = access.reach_of(user=request.user, action=Action.VIEW_TRADES) is Reach.ALL
    context: dict[str, Any] = {
        "tabs": tabs_of_risk(current="limits"),
        "person": get_user_facts(user_id=user_id),
        "is_own": user_id == request.user.pk,
        "lines": _limit_lines(found),
        "portfolios": _portfolio_lines(request, user_id=user_id, at=at),
        "people": list_active_traders() if sees_others else [],
    }
    if may_set:
        context["desk_form"] = desk_form or LimitsForm(
            may_be_empty=False, initial=_in_percent({name: getattr(found.desk, name) for name in FIGURES})
        )
        context["own_form"] = own_form or LimitsForm(may_be_empty=True, initial=_in_percent(found.own), auto_id="own_%s")
    return page_or_partial(request, page="trading/limits.html", partial="trading/_limits.html", context=context, status=status)


def _whose(text: str, request: HttpRequest) -> int:
    """Return the id that was asked for, else the person's own.

    :raises NotFound: if it cannot be an id.
    """
    if not text:
        return int(request.user.pk or 0)
    if not text.isdecimal() or len(text) > 18:
        raise NotFound
    return int(text)


def _limit_lines(found: LimitsView) -> list[dict[str, Any]]:
    lines = []
    for name, (label, help_text) in _LABELS.items():
        scale = 100 if _is_percent(name) else 1
        own = found.own[name]
        lines.append(
            {
                "label": label,
                "help": help_text,
                "is_percent": _is_percent(name),
                "effective": getattr(found.effective, name) * scale,
                "desk": getattr(found.desk, name) * scale,
                "own": None if own is None else own * scale,
            }
        )
    return lines


def _portfolio_lines(request: HttpRequest, *, user_id: int, at: datetime) -> list[dict[str, Any]]:
    names = {portfolio.id: portfolio.name for portfolio in list_portfolios_of(user_id=user_id)}
    return [
        {
            "name": names.get(exposure.state.portfolio_id, f"Portfolio {exposure.state.portfolio_id}"),
            "exposure": exposure,
            "uses": [_use_line(use) for use in exposure.limits if use.name != "order_value_inr_max"],
            "sectors": _parts(exposure),
        }
        for exposure in list_user_exposures_for(user=request.user, user_id=user_id, at=at)
    ]


def _parts(exposure: Exposure) -> list[dict[str, Any]]:
    return [
        {"name": part.name, "value": part.value, "percent": None if part.fraction is None else part.fraction * 100}
        for part in exposure.by_sector
    ]


def _use_line(use: LimitUse) -> dict[str, Any]:
    percent = None if use.use is None else use.use * 100
    scale = 100 if _is_percent(use.name) else 1
    tone = "" if percent is None or percent < WARNING_FROM else "bad" if percent >= 100 else "warn"
    return {
        "label": "Largest name" if _is_percent(use.name) else "Lost today",
        "is_percent": _is_percent(use.name),
        "limit": use.limit * scale,
        "actual": None if use.actual is None else use.actual * scale,
        "percent": percent,
        "width": None if percent is None else f"{percent:.1f}",
        "tone": tone,
    }


def _in_percent(figures: dict[str, Decimal | None]) -> dict[str, str]:
    """Write figures as a form shows them: plain, without idle zeros, the position in percent."""
    shown = {name: figure * 100 if figure is not None and _is_percent(name) else figure for name, figure in figures.items()}
    return {name: f"{figure.normalize():f}" for name, figure in shown.items() if figure is not None}


def _is_percent(name: str) -> bool:
    return name == "position_size_fraction_max"

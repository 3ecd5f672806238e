"""Kill switches: what is halted now, engaging, releasing, and every halt there was."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.domain.policy import Action
from accounts.selectors import access
from accounts.selectors.users import list_active_traders
from accounts.views.form_errors import add_errors
from accounts.views.guards import allows
from stocksteward.core import clock
from stocksteward.core.errors import BadInput, Conflict, NotAllowed, NotFound
from stocksteward.core.http import page_or_partial
from trading.enums import HaltScope
from trading.forms import HaltForm, ReleaseForm
from trading.selectors.halts import list_halts_for
from trading.services import halts
from trading.views.limits import tabs_of_risk

ROWS_PER_PAGE = 25


@require_safe
@allows(Action.VIEW_TRADES)
def halt_list(request: HttpRequest) -> HttpResponse:
    """Show what is halted now, and the halts there were, the latest first."""
    return _page(request)


@require_safe
@allows(Action.USE_DESK)
def halt_banners(request: HttpRequest) -> HttpResponse:
    """Answer the notices of the halts that stop this person, none if nothing does."""
    response = render(request, "trading/_halt_banners.html")
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@allows(Action.HALT_OWN)
def halt_engage(request: HttpRequest) -> HttpResponse:
    """Halt the desk, oneself, or (for who runs the desk) one trader."""
    form = HaltForm(request.POST)
    if form.is_valid():
        scope, user_id = HaltScope(form.cleaned_data["scope"]), form.cleaned_data["user_id"]
        if scope == HaltScope.USER and user_id is None:
            user_id = int(request.user.pk or 0)
        try:
            halts.engage(scope=scope, user_id=user_id, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
        except (BadInput, NotFound) as error:
            add_errors(form, error)
        else:
            messages.success(request, "Trading is halted. No new order leaves the desk.")
            return _to_list(request)
    return _page(request, engage_form=form, status=422)


@require_POST
@allows(Action.HALT_OWN)
def halt_release(request: HttpRequest, halt_id: int) -> HttpResponse:
    """Let trading go on, with a reason."""
    form = ReleaseForm(request.POST)
    if form.is_valid():
        try:
            halts.release(halt_id=halt_id, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
        except (BadInput, Conflict, NotAllowed) as error:
            add_errors(form, error)
        else:
            messages.success(request, "Released: trading goes on. Approvals that were asked for before stay void.")
            return _to_list(request)
    return _page(request, release_form=form, release_id=halt_id, status=422)


def _to_list(request: HttpRequest) -> HttpResponse:
    address = reverse("trading:halt_list")
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", False) else redirect(address)


def _page(
    request: HttpRequest,
    *,
    engage_form: HaltForm | None = None,
    release_form: ReleaseForm | None = None,
    release_id: int | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = list_halts_for(user=request.user)
    if release_id is not None and not rows.filter(pk=release_id).exists():
        raise NotFound
    page = Paginator(rows.filter(is_active=False), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    may_halt_desk = access.may(user=request.user, action=Action.HALT_DESK)
    active = [
        {
            "halt": halt,
            "may_release": _may_release(request, halt, may_halt_desk=may_halt_desk),
            "errors": _errors(release_form, halt, release_id),
        }
        for halt in rows.filter(is_active=True)
    ]
    context = {
        "active": active,
        "page_obj": page,
        "engage_form": engage_form,
        "traders": list_active_traders() if may_halt_desk else [],
        "tabs": tabs_of_risk(current="halts"),
        "self_url": reverse("trading:halt_list"),
    }
    return page_or_partial(request, page="trading/halt_list.html", partial="trading/_halt_list.html", context=context, status=status)


def _may_release(request: HttpRequest, halt: Any, *, may_halt_desk: bool) -> bool:
    """A person releases what they engaged for themselves; everything else is for the desk."""
    if may_halt_desk:
        return True
    own = int(request.user.pk or 0)
    return (
        halt.scope == HaltScope.USER
        and halt.user_id == own
        and halt.engaged_by_id == own
        and access.may(user=request.user, action=Action.HALT_OWN)
    )


def _errors(form: ReleaseForm | None, halt: Any, release_id: int | None) -> list[str]:
    if form is None or halt.pk != release_id:
        return []
    return [str(sentence) for sentences in form.errors.values() for sentence in sentences]

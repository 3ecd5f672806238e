"""Approvals: what waits for this person, why, how far the price has moved since, and the two buttons."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.domain.policy import Action
from accounts.views.guards import allows
from market.selectors.quotes import get_quotes
from stocksteward.core import clock
from stocksteward.core.errors import Conflict, NotAllowed
from stocksteward.core.http import page_or_partial
from trading.enums import ApprovalStatus
from trading.forms import DecisionForm
from trading.selectors.approvals import count_waiting_for, get_approval_row_for, list_approvals_for, list_waiting_for
from trading.services import approvals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from market.domain.quotes import QuoteFacts

ROWS_PER_PAGE = 25
PANEL_ROWS = 4
PANEL_ID = "approvals-panel"


@require_safe
@allows(Action.VIEW_TRADES)
def approval_list(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person, or what was decided."""
    at = clock.now()
    tab = "history" if request.GET.get("tab") == "history" else "waiting"
    if tab == "waiting":
        rows = list_waiting_for(user=request.user)
    else:
        rows = list_approvals_for(user=request.user).exclude(status=ApprovalStatus.PENDING)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": _rows(page.object_list, at=at),
        "tab": tab,
        "query": f"tab={tab}",
        "self_url": f"{reverse('trading:approval_list')}?tab={tab}",
        "tabs": [
            {"label": "Waiting", "url": "?tab=waiting", "is_current": tab == "waiting"},
            {"label": "Decided", "url": "?tab=history", "is_current": tab == "history"},
        ],
    }
    return page_or_partial(request, page="trading/approval_list.html", partial="trading/_approval_list.html", context=context)


@require_safe
@allows(Action.VIEW_TRADES)
def approval_detail(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Show one question whole."""
    return page_or_partial(
        request,
        page="trading/approval_detail.html",
        partial="trading/_approval.html",
        context=_approval_context(request, approval_id, at=clock.now()),
    )


@require_safe
@allows(Action.VIEW_TRADES)
def approvals_panel(request: HttpRequest) -> HttpResponse:
    """Answer the oldest questions for the dashboard."""
    return _panel(request, at=clock.now())


@require_safe
@allows(Action.USE_DESK)
def approvals_count(request: HttpRequest) -> HttpResponse:
    """Answer the small number beside the word Approvals in the navigation."""
    response = render(request, "trading/_approvals_count.html", {"count": count_waiting_for(user=request.user)})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@allows(Action.APPROVE)
def approve(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Approve, once; whatever makes it void is said in words."""
    return _decide(request, approval_id, approvals.approve, said="Approved: the order is on its way.")


@require_POST
@allows(Action.APPROVE)
def reject(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Reject, with a reason if one is given."""
    return _decide(request, approval_id, approvals.reject, said="Rejected: nothing will be traded.")


def _decide(request: HttpRequest, approval_id: int, decide: Callable[..., Any], *, said: str) -> HttpResponse:
    at = clock.now()
    form = DecisionForm(request.POST)
    problem = "" if form.is_valid() else "The reason is too long."
    if not problem:
        try:
            decide(user=request.user, approval_id=approval_id, at=at, reason=form.cleaned_data["reason"])
        except (Conflict, NotAllowed) as error:
            problem = error.message
    if getattr(request, "htmx", False):
        if request.htmx.target == PANEL_ID:  # type: ignore[attr-defined]
            return _panel(request, at=at, problem=problem, said="" if problem else said)
        context = _approval_context(request, approval_id, at=at) | {"problem": problem, "said": "" if problem else said}
        return render(request, "trading/_approval.html", context, status=422 if problem else 200)
    (messages.error if problem else messages.success)(request, problem or said)
    return redirect("trading:approval_list")


def _panel(request: HttpRequest, *, at: datetime, problem: str = "", said: str = "") -> HttpResponse:
    waiting = list_waiting_for(user=request.user)
    context = {"rows": _rows(waiting[:PANEL_ROWS], at=at), "waiting": waiting.count(), "problem": problem}
    response = render(request, "trading/_approvals_panel.html", context, status=422 if problem else 200)
    response["Cache-Control"] = "no-store"
    return trigger_client_event(response, "toast", {"level": "success", "message": said}) if said else response


def _approval_context(request: HttpRequest, approval_id: int, *, at: datetime) -> dict[str, Any]:
    row = get_approval_row_for(user=request.user, approval_id=approval_id)
    [line] = _rows([row], at=at)
    return line | {"may_decide": list_waiting_for(user=request.user).filter(pk=row.pk).exists()}


def _rows(found: Iterable[Any], *, at: datetime) -> list[dict[str, Any]]:
    rows = list(found)
    quotes = get_quotes(instrument_ids=sorted({row.trade.instrument_id for row in rows}), at=at) if rows else {}
    return [
        {
            "approval": row,
            "trade": row.trade,
            "quote": quotes.get(row.trade.instrument_id),
            "drift_percent": _drift(row.reference_price, quotes.get(row.trade.instrument_id)),
            "drift_max_percent": Decimal(row.drift_basis_points_max) / 100,
            "value": row.reference_price * row.trade.quantity,
            "may_decide": row.status == ApprovalStatus.PENDING,
        }
        for row in rows
    ]


def _drift(reference: Decimal, quote: QuoteFacts | None) -> Decimal | None:
    if quote is None or quote.last is None:
        return None
    return (quote.last - reference) * 100 / reference

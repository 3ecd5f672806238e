"""Pages and partials that show the agents at work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.domain.policy import Action
from accounts.views.guards import allows
from agents.domain.facts import RunFacts, StepFacts
from agents.enums import RunStatus
from agents.selectors.runs import get_run_for, get_run_of_trade_for, list_latest_runs_for, list_runs_for, run_facts
from stocksteward.core.errors import NotFound
from stocksteward.core.http import page_or_partial
from trading.selectors.trades import get_trade_for

RUNS_PER_PAGE = 25
ACTIVITY_RUNS = 6


@dataclass(frozen=True, slots=True)
class StepLine:
    """One line of the trace, as ``components/_steps.html`` draws it."""

    state: str
    label: str
    meta: str
    note: str


@require_safe
@allows(Action.VIEW_TRADES)
def run_list(request: HttpRequest) -> HttpResponse:
    """Runs that the person may see, latest first."""
    page = Paginator(list_runs_for(user=request.user), RUNS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "runs": [run_facts(run) for run in page.object_list]}
    return page_or_partial(request, page="agents/run_list.html", partial="agents/_run_table.html", context=context)


@require_safe
@allows(Action.VIEW_TRADES)
def run_detail(request: HttpRequest, run_id: str) -> HttpResponse:
    """One run with its eight-step trace."""
    run = get_run_for(user=request.user, run_id=run_id)
    context = _panel_context(run, panel_url=reverse("agents:run_detail", args=[run.id]))
    return page_or_partial(request, page="agents/run_detail.html", partial="agents/_run_panel.html", context=context)


@require_safe
@allows(Action.VIEW_TRADES)
def run_panel(request: HttpRequest, trade_id: int) -> HttpResponse:
    """Return the eight-step trace of a trade; a trade placed without the agents says so."""
    get_trade_for(user=request.user, trade_id=trade_id)
    try:
        run = get_run_of_trade_for(user=request.user, trade_id=trade_id)
    except NotFound:
        run = None
    context = _panel_context(run, panel_url=reverse("agents:run_panel", args=[trade_id]))
    return _fresh(render(request, "agents/_run_panel.html", context))


@require_safe
@allows(Action.VIEW_TRADES)
def activity_panel(request: HttpRequest) -> HttpResponse:
    """Return the latest runs for the dashboard."""
    runs = list_latest_runs_for(user=request.user, limit=ACTIVITY_RUNS)
    live_topics = " ".join(f"runs:{run.id}" for run in runs if not run.is_finished)
    return _fresh(render(request, "agents/_activity_panel.html", {"runs": runs, "live_topics": live_topics}))


def _panel_context(run: RunFacts | None, *, panel_url: str) -> dict[str, Any]:
    return {"run": run, "steps": [] if run is None else trace_of(run), "panel_url": panel_url}


def trace_of(run: RunFacts) -> list[StepLine]:
    """Return the eight lines: the orchestrator and its seven agents."""
    done = "DONE" if run.status == RunStatus.DONE else run.status.value
    first = StepLine(state=done, label="Orchestrator", meta=f"{run.steps_done} of {len(run.steps)} steps", note="")
    return [first, *(_line(step) for step in run.steps)]


def _line(step: StepFacts) -> StepLine:
    took = "" if step.duration_ms is None else f"{step.duration_ms} ms"
    asked = f"{step.model}, " if step.model and took else step.model
    return StepLine(state=step.status.value, label=step.title, meta=f"{asked}{took}", note=step.summary)


def _fresh(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response

"""Whether the market is open, for the badge at the top of every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.domain.policy import Action
from accounts.views.guards import allows
from market.selectors import sessions
from stocksteward.core import clock

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@allows(Action.USE_DESK)
@require_safe
def market_badge(request: HttpRequest) -> HttpResponse:
    """Answer the badge alone."""
    response = render(request, "market/_market_badge.html", {"status": sessions.market_status(at=clock.now())})
    response["Cache-Control"] = "no-store"
    return response

"""Pages: one function view serves the page and, for htmx, the partial that the page includes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails


class HtmxHttpRequest(HttpRequest):
    """A request that has passed django-htmx's middleware."""

    htmx: HtmxDetails


def page_or_partial(
    request: HttpRequest,
    *,
    page: str,
    partial: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Render ``partial`` when htmx asks for a part of the page, else ``page`` (which includes that very partial)."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    wants_partial = bool(htmx) and not (htmx and (htmx.boosted or htmx.history_restore_request))
    response = render(request, partial if wants_partial else page, context, status=status)
    response["Vary"] = "HX-Request"
    response["Cache-Control"] = "no-store"
    return response

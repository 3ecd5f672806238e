"""Answers for what is not there, not allowed or broken: a page, or below /api/ the one JSON shape."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from stocksteward.core.api import error_body
from stocksteward.core.errors import NotAllowed, NotFound, StewardError
from stocksteward.core.outage import answer_outage


def _page(request: HttpRequest, error: StewardError) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse(error_body(code=error.code, message=error.message), status=error.http_status)
    return render(request, "errors/error.html", {"error": error, "status": error.http_status}, status=error.http_status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400 without touching anything of the request."""
    return HttpResponse(
        render_to_string("errors/server_error.html", {"status": 400, "message": "The request cannot be understood."}), status=400
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return _page(request, NotAllowed("Your role does not include this."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404: not there, or not yours."""
    return _page(request, NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a page that needs neither database nor session; 503 if what fell over is that the database is away."""
    away = answer_outage(request, sys.exception())
    if away is not None:
        return away
    return HttpResponse(
        render_to_string(
            "errors/server_error.html", {"status": 500, "message": "Something went wrong on our side. It has been written down."}
        ),
        status=500,
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403: the form is from another page or too old."""
    return _page(request, NotAllowed("The form has expired or did not come from this desk: go back, reload the page and send it again."))

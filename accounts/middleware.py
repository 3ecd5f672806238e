"""What every request passes: trace id, session limits, audit context, sign-in, and errors in their one shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from accounts.domain import audit_context as context
from accounts.domain.addresses import client_address
from accounts.enums import SessionEnd, SessionKind
from accounts.selectors import sessions as session_selectors
from accounts.services import sessions
from stocksteward.core import clock
from stocksteward.core.api import error_body
from stocksteward.core.errors import StewardError
from stocksteward.core.outage import answer_outage
from stocksteward.core.trace import tracing

API_ROOT = "/api/"
SESSION_ID = "user_session_id"
_SENTENCES = {
    400: ("invalid", "The request cannot be understood."),
    401: ("not_authenticated", "Sign in first."),
    403: ("not_allowed", "This is not allowed."),
    404: ("not_found", "There is no such thing here."),
    405: ("method_not_allowed", "This path does not take that method."),
    413: ("too_large", "The body is larger than 2.5 MB."),
    429: ("throttled", "Too many requests: wait a moment."),
    503: ("unavailable", "Something that this needs is away at the moment: try again in a few seconds."),
}
GetResponse = Callable[[HttpRequest], HttpResponse]


class _Middleware(Protocol):
    process_exception: Callable[[HttpRequest, Exception], HttpResponse | None]

    def __call__(self, request: HttpRequest) -> HttpResponse: ...


def trace_id(get_response: GetResponse) -> GetResponse:
    """Give the request its trace id, answer it in X-Trace-Id, and put every error of the REST interface into the one shape."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with tracing(request.headers.get("X-Trace-Id")) as chosen:
            response = get_response(request)
            if request.path.startswith(API_ROOT):
                response = _in_the_one_shape(response)
            response["X-Trace-Id"] = chosen
            return response

    return middleware


def _in_the_one_shape(response: HttpResponse) -> HttpResponse:
    """Replace an HTML error (unknown path, missing CSRF token, crash) by its JSON; what is JSON already passes."""
    if response.status_code < 400 or response.get("Content-Type", "").startswith(("application/json", "application/problem+json")):
        return response
    fallback = (
        ("error", "Something went wrong on our side.") if response.status_code >= 500 else ("error", "The request cannot be answered.")
    )
    code, message = _SENTENCES.get(response.status_code, fallback)
    answer = JsonResponse(error_body(code=code, message=message), status=response.status_code)
    for header in ("Allow", "Retry-After", "WWW-Authenticate"):
        if header in response:
            answer[header] = response[header]
    return answer


def session_limits(get_response: GetResponse) -> GetResponse:
    """Sign a browser out whose session was ended elsewhere or has been idle for too long."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            _check_session(request)
        return get_response(request)

    return middleware


def _check_session(request: HttpRequest) -> None:
    at, user_id = clock.now(), int(request.user.pk or 0)
    session_id = request.session.get(SESSION_ID)
    if session_id is None:
        # Django has just signed this browser in; only the server writes into a session, so nobody can skip the check this way.
        begin_browser_session(request)
        return
    session = session_selectors.find_open_session(session_id=str(session_id), user_id=user_id)
    if session is None:
        logout(request)
    elif session_selectors.is_idle(session=session, at=at, limit_seconds=settings.SESSION_IDLE_SECONDS):
        logout(request)
        sessions.end_quietly(user_id=user_id, session_id=session.pk, reason=SessionEnd.IDLE, at=at)
    else:
        sessions.note_seen(session=session, at=at)


def begin_browser_session(request: HttpRequest) -> None:
    """Note the sign-in of this browser, so that it is listed and can be ended."""
    user_id, address, user_agent = int(request.user.pk or 0), address_of(request), request.headers.get("User-Agent", "")
    with context.acting_as(actor_id=user_id, address=address, user_agent=user_agent):
        session = sessions.open_session(
            user_id=user_id,
            kind=SessionKind.BROWSER,
            address=address,
            user_agent=user_agent,
            at=clock.now(),
            session_key=request.session.session_key or "",
        )
    request.session[SESSION_ID] = str(session.pk)


def address_of(request: HttpRequest) -> str:
    """Return the client's address, as far as it can be believed."""
    return client_address(
        remote=request.META.get("REMOTE_ADDR", ""),
        forwarded_for=request.META.get("HTTP_X_FORWARDED_FOR", ""),
        proxy_count=settings.AXES_IPWARE_PROXY_COUNT,
    )


def audit_context(get_response: GetResponse) -> GetResponse:
    """Say who acts and from where; a token's owner is filled in when the token has been checked."""

    def middleware(request: HttpRequest) -> HttpResponse:
        actor_id = request.user.pk if request.session.session_key and request.user.is_authenticated else None
        with context.acting_as(actor_id=actor_id, address=address_of(request), user_agent=request.headers.get("User-Agent", "")):
            return get_response(request)

    return middleware


class SignInRequired(LoginRequiredMiddleware):
    """Every page needs a sign-in unless its view is marked public; an htmx request is told to go to the sign-in page as a whole."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> Any:
        """Redirect to the sign-in page."""
        response = super().handle_no_permission(request, view_func)
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
        return response


def domain_errors(get_response: GetResponse) -> GetResponse:
    """Answer an anticipated error that a page's view lets rise: as a page, as a partial for htmx, as JSON below /api/."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, StewardError):
            return answer_outage(request, exception)
        if request.path.startswith(API_ROOT):
            body = error_body(code=exception.code, message=exception.message, details=exception.details)
            return JsonResponse(body, status=exception.http_status)
        template = "errors/_error.html" if request.headers.get("HX-Request") == "true" else "errors/error.html"
        return render(request, template, {"error": exception, "status": exception.http_status}, status=exception.http_status)

    cast("_Middleware", middleware).process_exception = process_exception
    return middleware

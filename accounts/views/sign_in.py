"""Signing in and out, and the answer to those who are locked out."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain import audit_context
from accounts.enums import SessionKind
from accounts.forms import SignInForm
from accounts.services import attempts, sessions, tokens
from accounts.services.credentials import WrongCredentials
from stocksteward.core import clock
from stocksteward.core.api import error_body

LOCKED = "Too many wrong passwords: sign-in is locked for 15 minutes."


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the form, or sign the person in and go where they wanted to go."""
    onward = _onward(request)
    if request.method == "GET":
        if request.user.is_authenticated:
            return redirect(onward)
        return render(request, "accounts/sign_in.html", {"form": SignInForm(), "next": onward})
    form = SignInForm(request.POST)
    status = 422
    if form.is_valid():
        at, address = clock.now(), audit_context.current().address
        attempts.check(name="sign_in", address=address, at=at)
        user = authenticate(request, email=form.cleaned_data["email"].lower(), password=form.cleaned_data["password"])
        if user is not None:
            login(request, user)
            _note_session(request, at=at)
            return redirect(onward)
        attempts.count(name="sign_in", address=address, at=at)
        form.add_error(None, WrongCredentials().message)
        status = 401
    return render(request, "accounts/sign_in.html", {"form": form, "next": onward}, status=status)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this browser's session."""
    session_id = request.session.get("user_session_id")
    if request.user.is_authenticated and session_id:
        tokens.end_session_of_claims(session_id=str(session_id), user_id=int(request.user.pk or 0), at=clock.now())
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def locked_out(request: HttpRequest, original_response: HttpResponse | None = None, credentials: object = None) -> HttpResponse:
    """Answer somebody whom django-axes has locked out."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse(error_body(code="locked_out", message=LOCKED), status=429)
    else:
        form = SignInForm(initial={"email": request.POST.get("email", "")})
        response = render(request, "accounts/sign_in.html", {"form": form, "locked": LOCKED, "next": _onward(request)}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _note_session(request: HttpRequest, *, at: datetime) -> None:
    """List the sign-in, so that it can be ended; the middleware finds it by its id in the browser's session."""
    acting = audit_context.current()
    session = sessions.open_session(
        user_id=int(request.user.pk or 0),
        kind=SessionKind.BROWSER,
        address=acting.address,
        user_agent=acting.user_agent,
        at=at,
        session_key=request.session.session_key or "",
    )
    request.session["user_session_id"] = str(session.pk)


def _onward(request: HttpRequest) -> str:
    """Return where to go after the sign-in: a path of this desk only."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours and wanted.startswith("/") else resolve_url(settings.LOGIN_REDIRECT_URL)

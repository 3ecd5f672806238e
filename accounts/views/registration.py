"""Registering and verifying the e-mail address."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.domain import audit_context
from accounts.forms import RegisterForm
from accounts.services import attempts, users
from accounts.views.form_errors import add_errors
from stocksteward.core import clock
from stocksteward.core.errors import BadInput


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Show the form, or make the account; a known address is answered like a new one."""
    if request.user.is_authenticated:
        return redirect("portfolio:dashboard")
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at, address = clock.now(), audit_context.current().address
        attempts.check(name="register", address=address, at=at)
        attempts.count(name="register", address=address, at=at)
        try:
            users.register_user(**form.cleaned_data, at=at)
        except BadInput as error:
            add_errors(form, error)
        else:
            return redirect("accounts:register_done")
    return render(request, "accounts/register.html", {"form": form}, status=422 if form.is_bound else 200)


@login_not_required
@require_http_methods(["GET"])
def register_done(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way."""
    return render(request, "accounts/register_done.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def verify_email(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for one click (mail scanners follow links, so a GET changes nothing), then make the account active."""
    if request.method == "GET":
        return render(request, "accounts/verify_email.html", {"token": token})
    try:
        users.verify_email(token, at=clock.now())
    except users.VerificationLinkInvalid as error:
        return render(request, "accounts/verify_email.html", {"token": token, "error": error}, status=error.http_status)
    messages.success(request, "Your e-mail address is verified: sign in.")
    return redirect("accounts:sign_in")

"""Setting a new password with a mailed link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.domain import audit_context
from accounts.forms import NewPasswordForm, PasswordResetForm
from accounts.services import attempts, passwords
from accounts.views.form_errors import add_errors
from stocksteward.core import clock
from stocksteward.core.errors import BadInput


@login_not_required
@require_http_methods(["GET", "POST"])
def password_reset(request: HttpRequest) -> HttpResponse:
    """Show the form, or mail the link; an unknown address is answered like a known one."""
    form = PasswordResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at, address = clock.now(), audit_context.current().address
        attempts.check(name="password_reset", address=address, at=at)
        attempts.count(name="password_reset", address=address, at=at)
        passwords.request_reset(email=form.cleaned_data["email"])
        return redirect("accounts:password_reset_done")
    return render(request, "accounts/password_reset.html", {"form": form}, status=422 if form.is_bound else 200)


@login_not_required
@require_http_methods(["GET"])
def password_reset_done(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way, if there is such an account."""
    return render(request, "accounts/password_reset_done.html")


@login_not_required
@never_cache
@sensitive_post_parameters("password", "repeated")
@require_http_methods(["GET", "POST"])
def password_reset_confirm(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Show the form for a new password, or set it."""
    if not passwords.is_reset_link_valid(uid=uid, token=token):
        return render(request, "accounts/password_reset_confirm.html", {"form": None}, status=400)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            passwords.reset_password(uid=uid, token=token, password=form.cleaned_data["password"], at=clock.now())
        except BadInput as error:
            add_errors(form, error)
        else:
            messages.success(request, "Your new password is set: sign in.")
            return redirect("accounts:sign_in")
    return render(request, "accounts/password_reset_confirm.html", {"form": form}, status=422 if form.is_bound else 200)

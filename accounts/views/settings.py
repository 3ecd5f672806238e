"""A person's own settings: profile, preferences, password, API keys, sessions."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from accounts.domain.api_keys import NewApiKey
from accounts.enums import SessionEnd
from accounts.forms import ApiKeyForm, PasswordChangeForm, PreferencesForm, ProfileForm
from accounts.selectors import api_keys as key_selectors
from accounts.selectors import sessions as session_selectors
from accounts.selectors import users as user_selectors
from accounts.services import api_keys, passwords, preferences, sessions, users
from accounts.views.form_errors import add_errors
from stocksteward.core import clock
from stocksteward.core.errors import BadInput, Conflict


@never_cache
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """Show everything that a person may set."""
    return _page(request)


@require_POST
def profile_change(request: HttpRequest) -> HttpResponse:
    """Change the name."""
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _page(request, profile_form=form)
    users.change_name(user_id=_user_id(request), full_name=form.cleaned_data["full_name"])
    return _done(request, "Your profile is saved.")


@require_POST
def preferences_change(request: HttpRequest) -> HttpResponse:
    """Change how the desk treats the person's trades."""
    form = PreferencesForm(request.POST)
    if form.is_valid():
        try:
            preferences.change_preferences(user_id=_user_id(request), changes=form.cleaned_data)
        except BadInput as error:
            add_errors(form, error)
        else:
            return _done(request, "Your preferences are saved.")
    return _page(request, preferences_form=form)


@require_POST
def theme_change(request: HttpRequest) -> HttpResponse:
    """Keep the look that was chosen in the menu; the page wears it already, so nothing is sent back."""
    preferences.change_preferences(user_id=_user_id(request), changes={"theme": request.POST.get("theme", "").upper()})
    return HttpResponse(status=204)


@sensitive_post_parameters()
@require_POST
def password_change(request: HttpRequest) -> HttpResponse:
    """Change the password; this browser stays signed in, all others are signed out."""
    form, session_id = PasswordChangeForm(request.POST), _session_id(request)
    if form.is_valid():
        try:
            passwords.change_password(
                user_id=_user_id(request),
                current=form.cleaned_data["current_password"],
                password=form.cleaned_data["password"],
                at=clock.now(),
                session_id=session_id,
            )
        except BadInput as error:
            add_errors(form, error)
        else:
            request.user.refresh_from_db()  # type: ignore[union-attr]
            update_session_auth_hash(request, cast("Any", request.user))
            if session_id is not None:
                sessions.follow_key(session_id=session_id, session_key=request.session.session_key or "")
            return _done(request, "Your password is changed; other devices are signed out.")
    return _page(request, password_form=form)


@never_cache
@require_POST
def api_key_create(request: HttpRequest) -> HttpResponse:
    """Make an API key and show it, this once."""
    form = ApiKeyForm(request.POST)
    if form.is_valid():
        try:
            new = api_keys.create_key(
                user_id=_user_id(request), name=form.cleaned_data["name"], scope=form.cleaned_data["scope"], at=clock.now()
            )
        except (BadInput, Conflict) as error:
            add_errors(form, error)
        else:
            return _page(request, new_key=new)
    return _page(request, api_key_form=form)


@require_POST
def api_key_revoke(request: HttpRequest, key_id: uuid.UUID) -> HttpResponse:
    """Make an API key useless."""
    api_keys.revoke_key(user_id=_user_id(request), key_id=key_id, at=clock.now())
    return _done(request, "The API key is revoked.")


@require_POST
def session_end(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """End one session of this person."""
    sessions.end_session(user_id=_user_id(request), session_id=session_id, reason=SessionEnd.ENDED_BY_PERSON, at=clock.now())
    return _done(request, "The session is ended.")


@require_POST
def sessions_end_others(request: HttpRequest) -> HttpResponse:
    """End every session but this one."""
    count = sessions.end_all_sessions(
        user_id=_user_id(request), reason=SessionEnd.ENDED_BY_PERSON, at=clock.now(), but_not=_session_id(request)
    )
    return _done(request, f"{count} other sessions ended.")


def _user_id(request: HttpRequest) -> int:
    return int(request.user.pk or 0)


def _session_id(request: HttpRequest) -> uuid.UUID | None:
    text = request.session.get("user_session_id")
    return uuid.UUID(str(text)) if text else None


def _done(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("accounts:settings")


def _page(request: HttpRequest, *, new_key: NewApiKey | None = None, **forms: Form) -> HttpResponse:
    """Show the whole page, with what was typed and refused (422) in its form."""
    user_id = _user_id(request)
    facts = user_selectors.get_user_facts(user_id=user_id)
    own = user_selectors.get_preferences(user_id=user_id)
    initial = {
        "risk_tolerance": facts.risk_tolerance,
        "trading_mode": facts.trading_mode,
        "approval_threshold": f"{facts.approval_threshold.normalize():f}",
        "confidence_threshold": f"{facts.confidence_threshold.normalize():f}",
        "allowed_sectors": ", ".join(facts.allowed_sectors),
        "theme": own.theme,
        "keyboard_shortcuts": own.keyboard_shortcuts,
    }
    context = {
        "facts": facts,
        "profile_form": ProfileForm(initial={"full_name": facts.full_name}),
        "preferences_form": PreferencesForm(initial=initial),
        "password_form": PasswordChangeForm(),
        "api_key_form": ApiKeyForm(),
        "new_key": new_key,
        "api_keys": key_selectors.list_keys_of(user_id=user_id),
        "sessions": session_selectors.list_sessions_of(user_id=user_id)[:50],
        "this_session_id": _session_id(request),
        **forms,
    }
    return render(request, "accounts/settings.html", context, status=422 if forms else 200)

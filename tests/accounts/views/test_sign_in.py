"""Signing in and out in a browser, and what a session may do."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.enums import SessionEnd, UserState
from accounts.models.session import UserSession
from accounts.services import sessions, users
from stocksteward.core import clock
from tests.factories.accounts import PASSWORD, arjun, bhavna

pytestmark = pytest.mark.django_db
SETTINGS = "/settings/"


def sign_in(client, email="arjun@desk.example", password=PASSWORD, **more):
    return client.post("/sign-in/", {"email": email, "password": password, "next": SETTINGS, **more})


def test_every_refusal_to_sign_in_is_the_same(client):
    arjun()
    bhavna(state=UserState.SUSPENDED)

    pages = [sign_in(client, password="wrong"), sign_in(client, email="nobody@desk.example"), sign_in(client, email="bhavna@desk.example")]

    for page in pages:
        assert page.status_code == 401
        assert page.context["form"].non_field_errors() == ["The e-mail address or the password is wrong, or the account is not active."]
        assert PASSWORD not in page.content.decode()
    assert not UserSession.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"email": "x"}, {"email": "arjun@desk.example", "password": ""}])
def test_a_malformed_form_is_shown_again_with_422(client, fields):
    assert client.post("/sign-in/", fields).status_code == 422


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", "evil"])
def test_signing_in_never_leads_off_the_desk(client, onward):
    arjun()

    answer = sign_in(client, next=onward)

    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_a_form_without_csrf_token_is_refused():
    arjun()

    answer = sign_in(Client(enforce_csrf_checks=True))

    assert answer.status_code == 403
    assert b"The form has expired" in answer.content


def test_signing_in_leads_onward_and_is_listed(client):
    person = arjun()
    client.get("/sign-in/")

    answer = sign_in(client, email="ARJUN@desk.example")

    assert (answer.status_code, answer["Location"]) == (302, SETTINGS)
    assert client.get(SETTINGS).status_code == 200
    session = person.sessions.get()
    assert (session.kind, session.address, session.session_key) == ("BROWSER", "127.0.0.1", client.session.session_key)


def test_every_page_but_the_public_ones_needs_a_sign_in(client):
    for path in (SETTINGS, "/notifications/", "/admin/", "/admin/accounts/user/"):
        answer = client.get(path)
        assert answer.status_code == 302, path
        assert "next=" in answer["Location"], path


def test_an_htmx_request_is_sent_to_the_sign_in_page_as_a_whole(client):
    answer = client.get("/notifications/", headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/sign-in/?next=")


def test_signing_out_needs_a_post_and_ends_the_session(client):
    person = arjun()
    sign_in(client)
    client.get(SETTINGS)
    assert client.get("/sign-out/").status_code == 405

    client.post("/sign-out/")

    assert client.get(SETTINGS).status_code == 302
    assert UserSession.objects.get(user=person).end_reason == SessionEnd.SIGNED_OUT


def test_an_idle_session_ends(client, settings):
    arjun()
    with time_machine.travel("2026-11-21T04:00:00+00:00", tick=False) as travel:
        sign_in(client)
        assert client.get(SETTINGS).status_code == 200
        travel.shift(timedelta(seconds=settings.SESSION_IDLE_SECONDS))
        assert client.get(SETTINGS).status_code == 200
        travel.shift(timedelta(seconds=settings.SESSION_IDLE_SECONDS + 1))
        assert client.get(SETTINGS).status_code == 302

    assert UserSession.objects.get().end_reason == SessionEnd.IDLE


def test_a_session_that_was_ended_elsewhere_is_over_at_once():
    person = arjun()
    here, there = Client(), Client()
    for browser in (here, there):
        browser.force_login(person)
        assert browser.get(SETTINGS).status_code == 200
    other = person.sessions.get(session_key=there.session.session_key)

    assert here.post(f"/settings/sessions/{other.pk}/end/").status_code == 302

    assert there.get(SETTINGS).status_code == 302
    assert here.get(SETTINGS).status_code == 200


def test_a_session_ends_even_if_its_cookie_outlives_the_row_in_the_store(client):
    person = arjun()
    client.force_login(person)
    client.get(SETTINGS)
    UserSession.objects.update(ended_at=clock.now(), end_reason=SessionEnd.ENDED_BY_PERSON)

    assert client.get(SETTINGS).status_code == 302
    assert client.get("/api/v1/auth/me/").status_code == 401


@pytest.mark.parametrize("event", ["suspended", "role"])
def test_suspension_and_a_change_of_role_sign_the_browser_out(client, event):
    person = arjun()
    client.force_login(person)
    assert client.get(SETTINGS).status_code == 200

    if event == "role":
        users.change_role(user_id=person.pk, role="AUDITOR", at=clock.now())
    else:
        users.change_state(user_id=person.pk, state="SUSPENDED", at=clock.now())

    assert client.get(SETTINGS).status_code == 302
    assert Session.objects.count() == 0 or not any(store.get_decoded().get("_auth_user_id") for store in Session.objects.all())


def test_a_changed_password_keeps_this_browser_and_ends_the_others():
    person = arjun()
    here, there = Client(), Client()
    for browser in (here, there):
        browser.force_login(person)
        browser.get(SETTINGS)
    new = "an-entirely-different-phrase"

    answer = here.post("/settings/password/", {"current_password": PASSWORD, "password": new, "repeated": new})

    assert answer.status_code == 302
    assert here.get(SETTINGS).status_code == 200
    assert there.get(SETTINGS).status_code == 302
    assert person.sessions.get(ended_at__isnull=True).session_key == here.session.session_key


def test_being_seen_is_written_once_a_minute(client):
    person = arjun()
    with time_machine.travel("2026-11-21T04:00:00+00:00", tick=False) as travel:
        client.force_login(person)
        client.get(SETTINGS)
        travel.shift(timedelta(seconds=59))
        client.get(SETTINGS)
        assert person.sessions.get().latest_seen_at.isoformat() == "2026-11-21T04:00:00+00:00"
        travel.shift(timedelta(seconds=2))
        client.get(SETTINGS)
        assert person.sessions.get().latest_seen_at.isoformat() == "2026-11-21T04:01:01+00:00"


def test_ending_all_sessions_counts_them():
    person = arjun()
    for _ in range(3):
        browser = Client()
        browser.force_login(person)
        browser.get(SETTINGS)

    assert sessions.end_all_sessions(user_id=person.pk, reason=SessionEnd.ENDED_BY_PERSON, at=clock.now()) == 3

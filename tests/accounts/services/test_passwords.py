"""Changing and resetting a password."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from accounts.enums import UserState
from accounts.selectors.sessions import list_sessions_of
from accounts.services import passwords
from stocksteward.core import clock
from stocksteward.core.errors import BadInput
from tests.factories.accounts import PASSWORD, arjun, bearer_client

pytestmark = pytest.mark.django_db
NEW = "an-entirely-different-phrase"


def link_of(person, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        passwords.request_reset(email=person.email.upper())
    return re.search(r"/password-reset/([^/]+)/([^/]+)/", mail.outbox[-1].body).groups()


def test_a_wrong_present_password_changes_nothing():
    person = arjun()

    with pytest.raises(BadInput) as refusal:
        passwords.change_password(user_id=person.pk, current="wrong", password=NEW, at=clock.now(), session_id=None)

    person.refresh_from_db()
    assert set(refusal.value.details) == {"current_password"}
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize("weak", ["short", "password1234", "123456789012", "arjun@desk.example"])
def test_a_weak_new_password_is_refused(weak):
    with pytest.raises(BadInput):
        passwords.change_password(user_id=arjun().pk, current=PASSWORD, password=weak, at=clock.now(), session_id=None)


def test_a_changed_password_ends_tokens_at_once():
    person = arjun()
    client = bearer_client(person)
    assert client.get("/api/v1/auth/me/").status_code == 200

    passwords.change_password(user_id=person.pk, current=PASSWORD, password=NEW, at=clock.now(), session_id=None)

    assert client.get("/api/v1/auth/me/").status_code == 401
    assert list_sessions_of(user_id=person.pk).count() == 0


def test_a_reset_link_works_once(django_capture_on_commit_callbacks):
    person = arjun()
    uid, token = link_of(person, django_capture_on_commit_callbacks)

    passwords.reset_password(uid=uid, token=token, password=NEW, at=clock.now())

    person.refresh_from_db()
    assert person.check_password(NEW)
    with pytest.raises(passwords.ResetLinkInvalid):
        passwords.reset_password(uid=uid, token=token, password=PASSWORD, at=clock.now())


def test_a_suspended_person_gets_no_link(django_capture_on_commit_callbacks):
    arjun(state=UserState.SUSPENDED)

    with django_capture_on_commit_callbacks(execute=True):
        passwords.request_reset(email="arjun@desk.example")
        passwords.request_reset(email="nobody@desk.example")

    assert mail.outbox == []


@pytest.mark.parametrize(
    ("uid", "token"), [("", ""), ("MQ", "x"), ("%%%", "a-b"), ("OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "a-b"), ("4pyT", "a-b")]
)
def test_a_forged_link_is_refused(uid, token):
    with pytest.raises(passwords.ResetLinkInvalid):
        passwords.reset_password(uid=uid, token=token, password=NEW, at=clock.now())

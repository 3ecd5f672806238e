"""A person's settings and notices in a browser."""

from __future__ import annotations

import pytest

from accounts.models.api_key import ApiKey
from accounts.models.user import User
from accounts.services import api_keys, notifications
from stocksteward.core import clock
from tests.factories.accounts import arjun, bhavna

pytestmark = pytest.mark.django_db
NOWHERE = "0198c000-0000-7000-8000-000000000000"


@pytest.fixture
def browser(client):
    client.force_login(arjun())
    return client


@pytest.mark.parametrize(
    ("path", "fields", "form", "field"),
    [
        ("profile", {"full_name": ""}, "profile_form", "full_name"),
        ("preferences", {"confidence_threshold": "2"}, "preferences_form", "confidence_threshold"),
        ("preferences", {"approval_threshold": "NaN"}, "preferences_form", "approval_threshold"),
        ("preferences", {"risk_tolerance": "RECKLESS"}, "preferences_form", "risk_tolerance"),
        (
            "password",
            {"current_password": "wrong", "password": "a-good-long-phrase", "repeated": "a-good-long-phrase"},
            "password_form",
            "current_password",
        ),
        ("password", {"current_password": "wrong", "password": "a", "repeated": "b"}, "password_form", "repeated"),
        ("api-keys", {"name": "", "scope": "READ"}, "api_key_form", "name"),
        ("api-keys", {"name": "x", "scope": "ALL"}, "api_key_form", "scope"),
    ],
)
def test_what_breaks_a_rule_is_shown_beside_its_field(browser, path, fields, form, field):
    page = browser.post(f"/settings/{path}/", fields)

    assert page.status_code == 422
    assert field in page.context[form].errors


def test_preferences_are_saved(browser):
    answer = browser.post(
        "/settings/preferences/",
        {
            "risk_tolerance": "AGGRESSIVE",
            "trading_mode": "MANUAL",
            "approval_threshold": "75000.50",
            "confidence_threshold": "0.8",
            "allowed_sectors": "Energy, IT",
            "theme": "DARK",
        },
    )

    assert answer.status_code == 302
    page = browser.get("/settings/")
    assert page.context["preferences_form"].initial["allowed_sectors"] == "Energy, IT"
    assert page.context["facts"].trading_mode == "MANUAL"


def test_a_new_key_is_shown_this_once(browser):
    page = browser.post("/settings/api-keys/", {"name": "script", "scope": "READ"})

    secret = page.context["new_key"].secret
    assert secret in page.content.decode()
    assert secret not in browser.get("/settings/").content.decode()


def test_anothers_key_and_session_are_not_there(browser):
    other = bhavna()
    key = api_keys.create_key(user_id=other.pk, name="script", scope="READ", at=clock.now())

    theirs = browser.post(f"/settings/api-keys/{key.facts.id}/revoke/")
    nobodys = browser.post(f"/settings/api-keys/{NOWHERE}/revoke/")

    assert theirs.status_code == nobodys.status_code == 404
    assert browser.post(f"/settings/sessions/{NOWHERE}/end/").status_code == 404
    assert ApiKey.objects.get().revoked_at is None


def test_notices_are_ones_own(browser):
    other = bhavna()
    notifications.notify(user_id=other.pk, kind="SYSTEM", title="For Bhavna only", body="", at=clock.now())

    assert "For Bhavna only" not in browser.get("/notifications/").content.decode()
    browser.post(f"/notifications/{other.notifications.get().pk}/read/")
    browser.post("/notifications/read/")
    assert other.notifications.get().read_at is None


def test_the_theme_of_the_menu_is_kept_in_the_account(browser):
    saved, wrong = browser.post("/settings/theme/", {"theme": "dark"}), browser.post("/settings/theme/", {"theme": "pink"})

    assert (saved.status_code, wrong.status_code) == (204, 400)
    assert 'data-theme="dark"' in browser.get("/notifications/").content.decode()


def test_the_bell_counts_what_is_unread(browser):
    reader = User.objects.get()
    notifications.notify(user_id=reader.pk, kind="SYSTEM", title="One", body="", at=clock.now())
    notifications.notify(user_id=reader.pk, kind="SYSTEM", title="Two", body="", at=clock.now())

    unread = browser.get("/notifications/bell/").content.decode()
    browser.post("/notifications/read/")
    read = browser.get("/notifications/bell/").content.decode()

    assert "Notifications, 2 unread" in unread
    assert "unread" not in read
    assert "<html" not in unread


def test_the_partial_is_what_the_page_includes(browser):
    page = browser.get("/notifications/").content.decode()
    partial = browser.get("/notifications/", headers={"HX-Request": "true"}).content.decode()

    assert 'id="notification-table"' in partial
    assert partial.strip() in page


def test_a_page_that_is_not_there_looks_like_the_desk(browser):
    answer = browser.get("/nothing-here/")

    assert answer.status_code == 404
    assert b"There is no such thing here" in answer.content

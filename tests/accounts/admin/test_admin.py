"""The admin: who enters, who changes, what nobody changes."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client

from accounts.models.audit import AuditEvent
from accounts.models.user import User
from accounts.selectors.audit import verify
from accounts.services import tokens
from stocksteward.core import clock
from tests.factories.accounts import AuditorFactory, BusinessOwnerFactory, SuperadminFactory, TraderFactory, arjun

pytestmark = pytest.mark.django_db
OWN = ("accounts_user", "accounts_usersession", "accounts_apikey", "accounts_auditevent", "accounts_heartbeat", "auditlog_logentry")


def browser_of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("factory", [TraderFactory, BusinessOwnerFactory])
def test_traders_and_owners_cannot_enter(factory):
    client = browser_of(factory())

    for path in ("/admin/", "/admin/accounts/user/", "/admin/accounts/auditevent/"):
        answer = client.get(path, follow=True)
        assert answer.status_code == 403, path
    assert client.post("/admin/accounts/auditevent/verify/", follow=True).status_code == 403


def test_the_admins_own_sign_in_is_ours(client):
    answer = client.get("/admin/login/?next=/admin/accounts/user/")

    assert answer["Location"] == "/sign-in/?next=/admin/accounts/user/"
    assert client.post("/admin/login/", {"username": "x", "password": "y"}).status_code == 302


@pytest.mark.parametrize("factory", [SuperadminFactory, AuditorFactory])
def test_superadmins_and_auditors_see_every_page_of_accounts(factory):
    person = arjun()
    tokens.open_pair(user_id=person.pk, address="", user_agent="", at=clock.now())
    client = browser_of(factory())

    assert client.get("/admin/").status_code == 200
    for model, model_admin in admin.site._registry.items():
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        if label not in OWN:
            continue
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert client.get(path).status_code == 200, path
        row = model_admin.model._default_manager.first()
        if row is not None:
            assert client.get(f"{path}{row.pk}/change/").status_code == 200, path


def test_an_auditor_changes_nothing():
    person = arjun()
    client = browser_of(AuditorFactory())

    page = client.get(f"/admin/accounts/user/{person.pk}/change/")
    answer = client.post(f"/admin/accounts/user/{person.pk}/change/", {"full_name": "Other", "role": "SUPERADMIN", "state": "ACTIVE"})

    assert b'name="_save"' not in page.content
    assert answer.status_code == 403
    for model in admin.site._registry:
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/"
        assert client.get(path).status_code == 403, path
    person.refresh_from_db()
    assert (person.full_name, person.role) == ("Arjun", "TRADER")


@pytest.mark.parametrize("factory", [SuperadminFactory, AuditorFactory])
def test_nobody_deletes_people_or_anything_of_the_audit_log(factory):
    person = arjun()
    client = browser_of(factory())
    event = AuditEvent.objects.first()

    for path in (
        f"/admin/accounts/user/{person.pk}/delete/",
        f"/admin/accounts/auditevent/{event.pk}/delete/",
        f"/admin/auditlog/logentry/{event.log_entry_id}/delete/",
    ):
        assert client.post(path, {"post": "yes"}).status_code == 403, path
    answer = client.post("/admin/accounts/user/", {"action": "delete_selected", "_selected_action": person.pk, "post": "yes"})
    assert b"deleted" not in answer.content
    assert User.objects.filter(pk=person.pk).exists()


def change(client, person, **fields):
    return client.post(
        f"/admin/accounts/user/{person.pk}/change/",
        {
            "full_name": person.full_name,
            "role": person.role,
            "state": person.state,
            "preferences-TOTAL_FORMS": 0,
            "preferences-INITIAL_FORMS": 0,
            **fields,
        },
        follow=True,
    )


def test_a_superadmins_change_is_done_by_the_services_and_audited():
    person, boss = arjun(), SuperadminFactory()
    pair = tokens.open_pair(user_id=person.pk, address="", user_agent="", at=clock.now())

    answer = change(browser_of(boss), person, state="SUSPENDED", reason="phone stolen")

    assert answer.status_code == 200
    person.refresh_from_db()
    assert (person.state, person.is_active) == ("SUSPENDED", False)
    event = AuditEvent.objects.get(action="user.state_changed")
    assert (event.actor_id, event.on_behalf_of_id, event.reason) == (boss.pk, person.pk, "phone stolen")
    assert Client().get("/api/v1/auth/me/", headers={"Authorization": f"Bearer {pair.access}"}).status_code == 401
    assert verify() == []


def test_a_change_on_anothers_page_of_the_admin_is_audited_too():
    boss = SuperadminFactory()

    fields = {"every": 7, "period": "seconds", "periodictask_set-TOTAL_FORMS": 0, "periodictask_set-INITIAL_FORMS": 0}

    answer = browser_of(boss).post("/admin/django_celery_beat/intervalschedule/add/", fields)

    assert answer.status_code == 302
    events = AuditEvent.objects.filter(actor=boss, object_type__in=["intervalschedule", "logentry"]).order_by("id")
    assert [(event.object_type, event.action) for event in events] == [("intervalschedule", "row.created"), ("logentry", "row.created")]
    assert verify() == []


def test_nothing_is_deleted_by_the_dozen():
    answer = browser_of(SuperadminFactory()).get("/admin/django_celery_beat/periodictask/")

    assert b"delete_selected" not in answer.content


def test_a_refused_change_is_told_and_undone():
    boss = SuperadminFactory()

    answer = change(browser_of(boss), boss, full_name="Other", state="SUSPENDED")

    boss.refresh_from_db()
    assert b"only active superadmin" in answer.content
    assert (boss.state, boss.full_name == "Other") == ("ACTIVE", False)


@pytest.mark.parametrize("factory", [SuperadminFactory, AuditorFactory])
def test_the_button_verifies_the_chain(factory):
    client = browser_of(factory())
    assert b"Verify the chain" in client.get("/admin/accounts/auditevent/").content

    answer = client.post("/admin/accounts/auditevent/verify/")

    assert answer.status_code == 200
    assert b"The audit log is intact." in answer.content
    assert client.get("/admin/accounts/auditevent/verify/").status_code == 405


def test_no_page_shows_a_token_a_hash_or_a_session_key():
    person = arjun()
    tokens.open_pair(user_id=person.pk, address="", user_agent="", at=clock.now())
    client = browser_of(AuditorFactory())
    client.get("/admin/")

    assert client.get("/admin/token_blacklist/outstandingtoken/").status_code == 404
    page = client.get(f"/admin/accounts/user/{person.pk}/change/").content.decode()
    assert person.password not in page
    session = client.get(f"/admin/accounts/usersession/{AuditorFactory._meta.model.objects.get(role='AUDITOR').sessions.get().pk}/change/")
    assert client.session.session_key not in session.content.decode()

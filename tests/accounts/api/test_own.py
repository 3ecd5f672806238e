"""A person's own account through the REST interface."""

from __future__ import annotations

import pytest
from django.core import mail
from rest_framework.test import APIClient

from accounts.models.user import User
from accounts.services import users
from tests.factories.accounts import PASSWORD, SuperadminFactory, arjun, bearer_client, bhavna

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/auth"


def same(first, second):
    """Compare two answers but for their trace ids."""
    return {**first.json(), "trace_id": ""} == {**second.json(), "trace_id": ""} and first.status_code == second.status_code


@pytest.mark.parametrize("path", ["me", "sessions", "api-keys", "notifications"])
def test_who_is_not_signed_in_gets_401_in_the_one_shape(path):
    for spelling in (f"{ROOT}/{path}/", f"{ROOT}/{path}"):
        answer = APIClient().get(spelling)
        assert answer.status_code == 401
        assert answer.json()["code"] == "not_authenticated"
        assert "WWW-Authenticate" in answer


def test_a_known_address_is_answered_like_a_new_one():
    arjun()
    body = {"password": PASSWORD, "full_name": "Somebody"}

    known = APIClient().post(f"{ROOT}/register/", {**body, "email": "arjun@desk.example"})
    new = APIClient().post(f"{ROOT}/register/", {**body, "email": "new@desk.example"})

    assert known.status_code == new.status_code == 202
    assert known.json() == new.json()


def test_a_weak_password_is_refused_by_field():
    answer = APIClient().post(f"{ROOT}/register/", {"email": "new@desk.example", "password": "short", "full_name": "New"})

    assert answer.status_code == 400
    assert set(answer.json()["details"]) == {"password"}


def test_registering_and_verifying_opens_the_account():
    APIClient().post(f"{ROOT}/register/", {"email": "new@desk.example", "password": PASSWORD, "full_name": "New"})
    credentials = {"email": "new@desk.example", "password": PASSWORD}
    assert APIClient().post(f"{ROOT}/login/", credentials).status_code == 401

    token = users.verification_token(User.objects.get(email="new@desk.example"))
    assert APIClient().post(f"{ROOT}/verify-email/", {"token": token}).status_code == 200

    assert APIClient().post(f"{ROOT}/login/", credentials).status_code == 200
    assert APIClient().post(f"{ROOT}/verify-email/", {"token": token}).status_code == 400


def test_a_reset_for_an_unknown_address_is_answered_like_a_known_one(django_capture_on_commit_callbacks):
    arjun()

    with django_capture_on_commit_callbacks(execute=True):
        known = APIClient().post(f"{ROOT}/password-reset/", {"email": "arjun@desk.example"})
        unknown = APIClient().post(f"{ROOT}/password-reset/", {"email": "nobody@desk.example"})

    assert known.json() == unknown.json()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"preferences": {"confidence_threshold": "1.5"}}, "preferences"),
        ({"preferences": {"approval_threshold": "NaN"}}, "preferences"),
        ({"preferences": {"trading_mode": "NEVER"}}, "preferences"),
        ({"full_name": ""}, "full_name"),
        ({"full_name": "x" * 121}, "full_name"),
    ],
)
def test_a_change_that_breaks_a_rule_is_refused_by_field(body, field):
    answer = bearer_client(arjun()).put(f"{ROOT}/me/", body)

    assert answer.status_code == 400
    assert set(answer.json()["details"]) == {field}


def test_nobody_changes_their_own_role_or_state():
    person = arjun()

    answer = bearer_client(person).put(f"{ROOT}/me/", {"role": "SUPERADMIN", "state": "ACTIVE", "is_staff": True, "full_name": "Arjun Rao"})

    assert answer.json()["role"] == "TRADER"
    assert answer.json()["full_name"] == "Arjun Rao"


def test_preferences_are_changed_one_by_one():
    answer = bearer_client(arjun()).put(f"{ROOT}/me/", {"preferences": {"confidence_threshold": "0.65", "allowed_sectors": ["IT"]}})

    assert answer.status_code == 200
    assert answer.json()["preferences"]["confidence_threshold"] == "0.6500"
    assert answer.json()["preferences"]["allowed_sectors"] == ["IT"]
    assert answer.json()["preferences"]["risk_tolerance"] == "MODERATE"


def test_sessions_are_listed_and_ended():
    person = arjun()
    here, elsewhere = bearer_client(person), bearer_client(person)
    listed = here.get(f"{ROOT}/sessions/").json()
    assert listed["count"] == 2
    assert "session_key" not in listed["results"][0]

    assert here.delete(f"{ROOT}/sessions/").status_code == 200

    assert elsewhere.get(f"{ROOT}/me/").status_code == 401
    assert here.get(f"{ROOT}/me/").status_code == 200


def test_anothers_session_is_not_there():
    person, other = arjun(), bhavna()
    bearer_client(person)
    session = person.sessions.get()
    client = bearer_client(other)

    assert same(client.delete(f"{ROOT}/sessions/{session.pk}/"), client.delete(f"{ROOT}/sessions/0198c000-0000-7000-8000-000000000000/"))
    assert client.delete(f"{ROOT}/sessions/{session.pk}/").status_code == 404


def test_only_a_superadmin_changes_people():
    person, other, admin = arjun(), bhavna(), SuperadminFactory()

    assert same(bearer_client(other).put(f"/api/v1/users/{person.pk}/", {}), bearer_client(other).put("/api/v1/users/99999999/", {}))
    assert bearer_client(other).put(f"/api/v1/users/{other.pk}/", {"role": "SUPERADMIN"}).status_code == 403
    answer = bearer_client(admin).put(f"/api/v1/users/{person.pk}/", {"role": "AUDITOR", "reason": "moved"})
    assert answer.status_code == 200
    assert answer.json()["role"] == "AUDITOR"


def test_deleting_a_person_deactivates_them():
    person, admin = arjun(), SuperadminFactory()

    assert bearer_client(admin).delete(f"/api/v1/users/{person.pk}/").status_code == 204

    person.refresh_from_db()
    assert person.state == "DEACTIVATED"


def test_a_refused_change_changes_nothing_at_all():
    admin = SuperadminFactory()

    answer = bearer_client(admin).put(f"/api/v1/users/{admin.pk}/", {"full_name": "Other", "role": "TRADER"})

    admin.refresh_from_db()
    assert (answer.status_code, answer.json()["code"]) == (409, "last_superadmin")
    assert admin.full_name != "Other"


def test_people_are_filtered():
    arjun(), bhavna(state="SUSPENDED")
    client = bearer_client(SuperadminFactory())

    assert client.get("/api/v1/users/?state=SUSPENDED").json()["count"] == 1
    assert client.get("/api/v1/users/?search=arj").json()["results"][0]["email"] == "arjun@desk.example"
    assert client.get("/api/v1/users/?role=NOBODY").status_code == 400
    assert client.get("/api/v1/users/?page=999").status_code == 404

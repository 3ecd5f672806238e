"""API keys: shown once, kept as a hash, limited by scope."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.serializers import serialize
from rest_framework.test import APIClient

from accounts.models.api_key import ApiKey
from accounts.models.audit import AuditEvent
from accounts.services import api_keys, users
from stocksteward.core import clock
from tests.factories.accounts import api_key_client, arjun, bearer_client, bhavna

pytestmark = pytest.mark.django_db
KEYS, ME = "/api/v1/auth/api-keys/", "/api/v1/auth/me/"


def with_key(key):
    client = APIClient()
    client.credentials(HTTP_X_API_KEY=key)
    return client


def test_a_read_key_refuses_every_method_that_could_change_something():
    client = api_key_client(arjun(), scope="READ")

    assert client.get(ME).status_code == 200
    for method in (client.post, client.put, client.patch, client.delete):
        answer = method(ME, {"full_name": "Other"})
        assert answer.status_code == 403
        assert answer.json()["code"] == "not_allowed"


def test_a_trade_key_may_act_but_not_lift_its_own_limits():
    client = api_key_client(arjun(), scope="TRADE")

    assert client.post("/api/v1/auth/logout/", {}).status_code == 204
    assert client.put(ME, {"preferences": {"approval_threshold": "99999999"}}).status_code == 403


@pytest.mark.parametrize("key", ["", "sk_", "x", "sk_aaaaaaaaaa_" + "b" * 43, "sk_aaaaaaaaaa_" + "ü" * 43, "sk_' OR 1=1"])
def test_an_unknown_key_is_refused(key):
    arjun()

    answer = APIClient().get(ME, headers={"X-API-Key": key.encode().decode("latin-1")})

    assert answer.status_code == 401


def test_a_key_with_one_wrong_letter_is_refused():
    key = api_keys.create_key(user_id=arjun().pk, name="script", scope="READ", at=clock.now()).secret
    wrong = key[:-1] + ("a" if key[-1] != "a" else "b")

    assert with_key(key).get(ME).status_code == 200
    assert with_key(wrong).get(ME).status_code == 401


def test_revoked_and_expired_keys_and_those_of_the_suspended_are_refused():
    person, other = arjun(), bhavna()
    revoked = api_keys.create_key(user_id=person.pk, name="a", scope="READ", at=clock.now())
    expired = api_keys.create_key(
        user_id=person.pk, name="b", scope="READ", at=clock.now() - timedelta(days=2), expires_at=clock.now() - timedelta(days=1)
    )
    suspended = api_keys.create_key(user_id=other.pk, name="c", scope="READ", at=clock.now())

    api_keys.revoke_key(user_id=person.pk, key_id=revoked.facts.id, at=clock.now())
    users.change_state(user_id=other.pk, state="SUSPENDED", at=clock.now())

    for key in (revoked, expired, suspended):
        assert with_key(key.secret).get(ME).status_code == 401


def test_the_secret_is_shown_once_and_never_stored():
    client = bearer_client(arjun())

    answer = client.post(KEYS, {"name": "script", "scope": "TRADE"}, headers={"Idempotency-Key": "one"})

    assert answer.status_code == 201
    secret = answer.json()["key"]
    assert with_key(secret).get(ME).status_code == 200
    assert secret not in client.get(KEYS).content.decode()
    assert secret not in serialize("json", ApiKey.objects.all())
    assert secret not in serialize("json", AuditEvent.objects.all())
    again = client.post(KEYS, {"name": "script", "scope": "TRADE"}, headers={"Idempotency-Key": "one"})
    assert again.status_code == 409
    assert ApiKey.objects.count() == 1


def test_a_key_cannot_make_keys_nor_end_sessions_nor_change_the_password():
    client = api_key_client(arjun(), scope="TRADE")

    assert client.post(KEYS, {"name": "another"}).status_code == 403
    assert client.get("/api/v1/auth/sessions/").status_code == 403
    assert client.post("/api/v1/auth/password-change/", {"current_password": "x", "password": "y"}).status_code == 403


def test_anothers_key_is_not_there():
    new = api_keys.create_key(user_id=arjun().pk, name="script", scope="READ", at=clock.now())
    client = bearer_client(bhavna())

    theirs = client.delete(f"{KEYS}{new.facts.id}/")
    nobodys = client.delete(f"{KEYS}{'0' * 8}-0000-7000-8000-{'0' * 12}/")

    assert theirs.status_code == nobodys.status_code == 404
    assert {**theirs.json(), "trace_id": ""} == {**nobodys.json(), "trace_id": ""}
    assert ApiKey.objects.get().revoked_at is None


@pytest.mark.parametrize(
    ("body", "field"), [({}, "name"), ({"name": " "}, "name"), ({"name": "x" * 81}, "name"), ({"name": "x", "scope": "ALL"}, "scope")]
)
def test_a_wish_that_breaks_a_rule_is_refused_by_field(body, field):
    answer = bearer_client(arjun()).post(KEYS, body)

    assert answer.status_code == 400
    assert set(answer.json()["details"]) == {field}


def test_a_person_has_twenty_keys_at_most():
    client = bearer_client(arjun())
    for number in range(20):
        assert client.post(KEYS, {"name": f"key {number}"}).status_code == 201

    assert client.post(KEYS, {"name": "one more"}).json()["code"] == "too_many_api_keys"


def test_the_other_spelling_of_the_header_works_too():
    key = api_keys.create_key(user_id=arjun().pk, name="script", scope="READ", at=clock.now()).secret

    assert APIClient().get(ME, headers={"Authorization": f"Api-Key {key}"}).status_code == 200

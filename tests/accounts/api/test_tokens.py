"""Signing in to the REST interface, staying and leaving."""

from __future__ import annotations

import threading
from datetime import timedelta

import jwt
import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import settings as live_settings
from django.db import connection
from rest_framework.test import APIClient
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
from rest_framework_simplejwt.tokens import AccessToken

from accounts.enums import UserState
from accounts.models.session import UserSession
from accounts.services import passwords, users
from stocksteward.core import clock
from tests.factories.accounts import PASSWORD, arjun, bearer_client, bhavna

pytestmark = pytest.mark.django_db
LOGIN, REFRESH, LOGOUT, ME = "/api/v1/auth/login/", "/api/v1/auth/refresh/", "/api/v1/auth/logout/", "/api/v1/auth/me/"


def login(email="arjun@desk.example", password=PASSWORD):
    return APIClient().post(LOGIN, {"email": email, "password": password})


def bearer(access):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    return client


def test_every_refusal_to_sign_in_is_the_same():
    arjun()
    bhavna(state=UserState.SUSPENDED)

    answers = [login(password="wrong"), login(email="nobody@desk.example"), login(email="bhavna@desk.example")]

    bodies = []
    for answer in answers:
        assert answer.status_code == 401
        body = answer.json()
        assert set(body) == {"code", "message", "details", "trace_id"}
        assert body.pop("trace_id") == answer["X-Trace-Id"]
        bodies.append(body)
    assert bodies[0] == bodies[1] == bodies[2]


@pytest.mark.parametrize("body", [{}, {"email": "x", "password": "y"}, {"email": "a@b.example"}, {"email": ["a"], "password": {}}])
def test_a_malformed_sign_in_names_the_field(body):
    answer = APIClient().post(LOGIN, body)

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert answer.json()["details"]


def test_a_body_that_is_no_object_is_refused():
    for body in ("[]", '"x"', "1", "null"):
        assert APIClient().post(LOGIN, body, content_type="application/json").status_code == 400


def test_signing_in_answers_tokens_and_the_user():
    person = arjun()

    answer = login(email="ARJUN@desk.example")

    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"access", "refresh", "user"}
    assert answer.cookies == {}
    assert (body["user"]["id"], body["user"]["email"], body["user"]["role"]) == (person.pk, "arjun@desk.example", "TRADER")
    assert body["user"]["preferences"]["approval_threshold"] == "50000.0000"
    me = bearer(body["access"]).get(ME)
    assert me.status_code == 200
    assert me.json()["email"] == "arjun@desk.example"


def test_tokens_are_signed_with_their_own_key_and_not_kept():
    arjun()

    body = login().json()

    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(body["access"], live_settings.SECRET_KEY, algorithms=["HS256"], audience="stocksteward-api")
    assert not OutstandingToken.objects.exclude(token="").exists()


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "Bearer", "eyJhbGciOiJub25lIn0.eyJ1c2VyX2lkIjoxfQ."])
def test_a_forged_token_is_refused(token):
    answer = bearer(token).get(ME)

    assert answer.status_code == 401
    assert set(answer.json()) == {"code", "message", "details", "trace_id"}


def test_a_token_without_a_session_is_refused():
    assert bearer(str(AccessToken.for_user(arjun()))).get(ME).status_code == 401


def test_a_refresh_token_is_no_access_token():
    arjun()

    assert bearer(login().json()["refresh"]).get(ME).status_code == 401


def test_an_access_token_dies_after_five_minutes():
    arjun()
    with time_machine.travel("2026-11-21T04:00:00+00:00", tick=False) as travel:
        client = bearer(login().json()["access"])
        travel.shift(timedelta(minutes=4, seconds=59))
        assert client.get(ME).status_code == 200
        travel.shift(timedelta(seconds=2))
        assert client.get(ME).status_code == 401


@pytest.mark.parametrize("event", ["suspended", "deactivated", "role", "password"])
def test_what_changes_a_person_revokes_their_tokens_at_once(event):
    person = arjun()
    body = login().json()
    client = bearer(body["access"])
    assert client.get(ME).status_code == 200

    if event == "password":
        passwords.change_password(
            user_id=person.pk, current=PASSWORD, password="an-entirely-different-phrase", at=clock.now(), session_id=None
        )
    elif event == "role":
        users.change_role(user_id=person.pk, role="AUDITOR", at=clock.now())
    else:
        users.change_state(user_id=person.pk, state=event.upper(), at=clock.now())

    assert client.get(ME).status_code == 401
    assert APIClient().post(REFRESH, {"refresh": body["refresh"]}).status_code == 401


def test_refreshing_gives_a_new_pair_each_time():
    arjun()
    first = login().json()

    second = APIClient().post(REFRESH, {"refresh": first["refresh"]})

    assert second.status_code == 200
    assert second.json()["refresh"] != first["refresh"]
    assert bearer(second.json()["access"]).get(ME).status_code == 200


def test_a_refresh_token_that_is_used_twice_ends_the_whole_session():
    arjun()
    first = login().json()
    second = APIClient().post(REFRESH, {"refresh": first["refresh"]}).json()

    again = APIClient().post(REFRESH, {"refresh": first["refresh"]})

    assert again.status_code == 401
    assert again.json()["code"] == "token_not_valid"
    assert bearer(second["access"]).get(ME).status_code == 401
    assert APIClient().post(REFRESH, {"refresh": second["refresh"]}).status_code == 401
    assert UserSession.objects.get().end_reason == "TOKEN_REUSED"


@pytest.mark.django_db(transaction=True)
def test_of_eight_threads_with_one_refresh_token_one_at_most_gets_a_pair():
    arjun()
    refresh = login().json()["refresh"]
    statuses = []

    def use():
        try:
            statuses.append(APIClient().post(REFRESH, {"refresh": refresh}).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses.count(200) <= 1
    assert set(statuses) <= {200, 401}
    assert UserSession.objects.get().end_reason == "TOKEN_REUSED"


@pytest.mark.parametrize("way", ["refresh", "access"])
def test_signing_out_ends_both_tokens(way):
    arjun()
    body = login().json()

    answer = APIClient().post(LOGOUT, {"refresh": body["refresh"]}) if way == "refresh" else bearer(body["access"]).post(LOGOUT, {})

    assert answer.status_code == 204
    assert bearer(body["access"]).get(ME).status_code == 401
    assert APIClient().post(REFRESH, {"refresh": body["refresh"]}).status_code == 401


def test_wrong_passwords_lock_the_address_out_on_every_door(settings, client):
    settings.AXES_ENABLED = True
    arjun()

    answers = [login(password="wrong") for _ in range(5)]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 429]
    locked = login()
    assert locked.status_code == 429
    assert locked.json()["code"] == "locked_out"
    assert set(locked.json()) == {"code", "message", "details", "trace_id"}
    assert int(locked["Retry-After"]) > 0
    page = client.post("/sign-in/", {"email": "arjun@desk.example", "password": PASSWORD})
    assert page.status_code == 429
    assert b"locked" in page.content
    assert PASSWORD not in str(list(AccessAttempt.objects.values_list("post_data", "get_data")))
    bhavna()
    assert login(email="bhavna@desk.example").status_code == 200


def test_a_right_password_forgets_the_wrong_ones(settings):
    settings.AXES_ENABLED = True
    arjun()

    for _ in range(2):
        for _ in range(4):
            assert login(password="wrong").status_code == 401
        assert login().status_code == 200


def test_an_address_that_tries_too_often_has_to_wait(settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"login": "3/min", "anon": None, "user": None}}
    with time_machine.travel("2026-11-21T04:00:00+00:00", tick=False) as travel:
        statuses = [login(email=f"person{number}@desk.example").status_code for number in range(5)]
        travel.shift(timedelta(minutes=1))
        after = login().status_code

    assert statuses == [401, 401, 401, 429, 429]
    assert after == 401


def test_a_bearer_call_reads_the_user_in_one_query(django_assert_num_queries):
    client = bearer_client(arjun())
    client.get(ME)

    with django_assert_num_queries(2):  # session with user; the user with preferences
        client.get(ME)

"""The Idempotency-Key header, over an endpoint of the tests' own."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import path
from rest_framework.response import Response
from rest_framework.test import APIClient
from rest_framework.views import APIView

from accounts.api.idempotency import idempotent
from accounts.models.idempotency_key import IdempotencyKey
from accounts.services import idempotency
from stocksteward.core import clock
from stocksteward.core.errors import Conflict
from tests.factories.accounts import arjun, bhavna

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
acted = []


class Act(APIView):
    """Acts, and counts how often."""

    @idempotent
    def post(self, request):
        """Fail as told, or act."""
        if request.data.get("fail") == "conflict":
            raise Conflict("Not now.")
        if request.data.get("fail") == "crash":
            raise ZeroDivisionError
        acted.append(request.data)
        return Response({"number": len(acted), "text": "₹"}, status=201)


urlpatterns = [path("api/act/", Act.as_view()), path("api/other/", Act.as_view())]


@pytest.fixture(autouse=True)
def _nothing_done():
    acted.clear()


def post(person, body, *, key="key-1", where="/api/act/", **options):
    client = APIClient(**options)
    client.force_authenticate(person)
    return client.post(where, body, headers={"Idempotency-Key": key} if key else {})


def test_the_same_key_with_another_body_is_refused_with_409():
    person = arjun()
    post(person, {"quantity": 1})

    answer = post(person, {"quantity": 2})

    assert answer.status_code == 409
    assert answer.json()["code"] == "idempotency_key_reused"
    assert len(acted) == 1


@pytest.mark.parametrize("key", [" ", "ü", "a b", "x" * 201, "\t"])
def test_a_malformed_key_is_refused(key):
    answer = post(arjun(), {}, key=key.encode().decode("latin-1"))

    assert answer.status_code == 400
    assert acted == []


def test_the_same_key_with_the_same_body_acts_once_and_is_answered_alike():
    person = arjun()

    first = post(person, {"quantity": 1, "price": "1.50"})
    again = post(person, {"price": "1.50", "quantity": 1})

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() == {"number": 1, "text": "₹"}
    assert again["Idempotency-Replayed"] == "true"
    assert len(acted) == 1


def test_keys_of_others_and_on_other_paths_are_other_keys():
    person = arjun()

    post(person, {})
    post(bhavna(), {})
    post(person, {}, where="/api/other/")
    post(person, {}, key=None)
    post(person, {}, key=None)

    assert len(acted) == 5


def test_a_request_that_was_refused_leaves_its_key_free():
    person = arjun()

    assert post(person, {"fail": "conflict"}).status_code == 409
    assert IdempotencyKey.objects.count() == 0
    assert post(person, {"quantity": 1}).status_code == 201


def test_a_request_that_crashed_leaves_its_key_free():
    person = arjun()

    assert post(person, {"fail": "crash"}, raise_request_exception=False).status_code == 500
    assert post(person, {"quantity": 1}).status_code == 201


def test_a_first_request_that_is_still_at_work_is_told():
    person = arjun()
    with time_machine.travel("2026-11-21T04:00:00+00:00", tick=False) as travel:
        post(person, {"quantity": 1})
        IdempotencyKey.objects.update(response_status=None)

        assert post(person, {"quantity": 1}).json()["code"] == "idempotency_key_in_use"

        travel.shift(idempotency.CLAIM_LASTS + timedelta(seconds=1))
        assert post(person, {"quantity": 1}).status_code == 201


def test_keys_are_forgotten_after_a_day():
    person = arjun()
    with time_machine.travel("2026-11-21T04:00:00+00:00", tick=False) as travel:
        post(person, {"quantity": 1})
        travel.shift(timedelta(hours=25))

        assert post(person, {"quantity": 2}).status_code == 201
        travel.shift(timedelta(hours=25))
        assert idempotency.prune(at=clock.now()) == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_threads_with_one_key_one_acts():
    person = arjun()
    statuses = []

    def use():
        try:
            statuses.append(post(person, {"quantity": 1}).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(acted) == 1
    assert set(statuses) <= {201, 409}

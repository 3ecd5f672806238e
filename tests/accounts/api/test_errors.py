"""Every error below /api/ is in the one shape."""

from __future__ import annotations

import pytest
from django.test import Client
from rest_framework.test import APIClient

from tests.factories.accounts import arjun

pytestmark = pytest.mark.django_db
SHAPE = {"code", "message", "details", "trace_id"}


def test_an_unknown_path_is_json():
    for path in ("/api/", "/api/v1/nothing/", "/api/v1/users/x/", "/api/v2/"):
        answer = APIClient().get(path)
        assert answer.status_code == 404
        assert set(answer.json()) == SHAPE
        assert answer.json()["trace_id"] == answer["X-Trace-Id"]


def test_a_browser_without_csrf_token_is_refused_in_json():
    client = Client(enforce_csrf_checks=True)
    client.force_login(arjun())

    answer = client.put("/api/v1/auth/me/", {"full_name": "Other"}, content_type="application/json")

    assert answer.status_code == 403
    assert set(answer.json()) == SHAPE


def test_a_wrong_host_is_refused_in_json():
    answer = APIClient().get("/api/v1/auth/me/", headers={"Host": "evil.example"})

    assert answer.status_code == 400
    assert set(answer.json()) == SHAPE


def test_a_method_that_a_path_does_not_take_is_named():
    client = APIClient()
    client.force_authenticate(arjun())

    answer = client.delete("/api/v1/auth/me/")

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_a_body_of_ten_megabytes_is_refused():
    answer = APIClient().post("/api/v1/auth/login/", '{"email":"' + "a" * 10_000_000 + '"}', content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_trace_id_is_kept_if_it_is_one():
    assert APIClient().get("/api/v1/auth/me/", headers={"X-Trace-Id": "my-trace-id-1"})["X-Trace-Id"] == "my-trace-id-1"
    assert APIClient().get("/api/v1/auth/me/", headers={"X-Trace-Id": "<script>"})["X-Trace-Id"] != "<script>"


def test_the_schema_has_every_path_of_accounts():
    client = APIClient()
    client.force_authenticate(arjun())

    schema = client.get("/api/schema/?format=json")

    assert schema.status_code == 200
    assert b"/api/v1/auth/login/" in schema.content

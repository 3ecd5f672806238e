"""While the database is away every door answers 503 in its own shape, and no other error is mistaken for that."""

from __future__ import annotations

import psycopg_pool
import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection
from django.db.utils import DatabaseErrorWrapper
from django.test import Client
from django.urls import path
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from accounts.views.errors import server_error
from stocksteward.core.outage import database_away
from stocksteward.urls import handler400, handler403, handler404, handler500  # noqa: F401 -- Django looks for them here

AWAY = OperationalError("server closed the connection unexpectedly")


@login_not_required
def page(request):
    raise AWAY


@login_not_required
def broken(request):
    raise RuntimeError("a defect")


class Endpoint(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()

    def get(self, request):
        raise InterfaceError("connection already closed")


urlpatterns = [
    path("page/", page),
    path("broken/", broken),
    path("api/page/", page),
    path("api/endpoint/", login_not_required(Endpoint.as_view())),
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_page_says_kindly_that_the_database_is_away(client, headers, caplog):
    answer = client.get("/page/", headers=headers)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "The database does not answer at the moment" in answer.content.decode()
    assert "server closed" not in answer.content.decode(), "what the database says is for the log"
    assert "server closed the connection unexpectedly" in caplog.text


@pytest.mark.parametrize("address", ["/api/endpoint/", "/api/page/"])
def test_the_api_answers_503_in_the_one_shape(client, address):
    answer = client.get(address)

    assert (answer.status_code, answer["Retry-After"], answer["Content-Type"]) == (503, "5", "application/json")
    assert set(answer.json()) == {"code", "message", "details", "trace_id"}
    assert answer.json()["code"] == "unavailable"
    assert answer.json()["trace_id"] == answer["X-Trace-Id"]


@pytest.mark.parametrize("address", ["/page/", "/api/page/"])
def test_a_session_that_cannot_be_read_is_no_crash_either(client, address, monkeypatch):
    def away(self, *args, **kwargs):
        raise AWAY

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", away)
    monkeypatch.setattr("django.contrib.sessions.backends.cached_db.SessionStore.load", away)
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32

    assert client.get(address).status_code == 503


def test_a_defect_is_still_a_500(client):
    assert client.get("/broken/").status_code == 500


@pytest.mark.parametrize("error", [None, RuntimeError(), IntegrityError(), DatabaseError(), ValueError()])
def test_other_errors_do_not_mean_that_the_database_is_away(error, rf):
    assert database_away(error) is None
    assert server_error(rf.get("/")).status_code == 500


def test_a_pool_without_a_free_connection_counts_as_away():
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has a pool")
    with pytest.raises(OperationalError) as caught, DatabaseErrorWrapper(connection):
        raise psycopg_pool.PoolTimeout("couldn't get a connection after 10.00 sec")

    assert database_away(caught.value) is not None


def test_a_connection_is_looked_at_before_the_pool_hands_it_out():
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has a pool")

    assert connection.settings_dict["CONN_HEALTH_CHECKS"] is True
    assert connection.pool._check is not None

"""What the security tests share: one desk for a whole module, undone after each test, and a client for each identity."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from rest_framework.test import APIClient

from tests.factories.accounts import bearer_client
from tests.security.world import IDENTITIES, Desk, build_desk


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker) -> Iterator[Desk]:
    """The desk with Arjun's data, made once for a module in a transaction that is never committed.

    The transaction of each test (``pytest.mark.django_db``) lies inside it, so what a test does is undone as always.
    """
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True
        with around:
            yield build_desk()
            transaction.set_rollback(True)


@pytest.fixture(scope="module")
def browsers(desk) -> dict[str, Client]:
    """A browser for each identity, signed in and past its first request."""
    found = {}
    for name in IDENTITIES:
        browser = Client(raise_request_exception=False)
        if name != "anonymous":
            browser.force_login(desk.users[name])
            browser.get("/notifications/")
        found[name] = browser
    return found


@pytest.fixture(scope="module")
def programs(desk) -> dict[str, APIClient]:
    """A program with a bearer token for each identity."""
    found = {}
    for name in IDENTITIES:
        program = APIClient() if name == "anonymous" else bearer_client(desk.users[name])
        program.raise_request_exception = False
        found[name] = program
    return found


@pytest.fixture
def ask_and_undo(desk) -> Callable[[Callable[[], Any]], Any]:
    """Send a request whose effects are undone, so that thousands of them do not become each other's past."""

    def send(request: Callable[[], Any]) -> Any:
        point = transaction.savepoint()
        try:
            return request()
        finally:
            transaction.savepoint_rollback(point)

    return send

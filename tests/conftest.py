"""What tests of several apps share."""

from __future__ import annotations

import ipaddress
import os
import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from market.models import known_instruments
from stocksteward.core import append_only

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

hypothesis_settings.register_profile(
    "desk",
    deadline=None,  # machines are shared: a slow example is no defect
    max_examples=int(os.environ.get("STEWARD_HYPOTHESIS_EXAMPLES", "100")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    print_blob=True,
)
hypothesis_settings.load_profile("desk")


def absent(what: str) -> None:
    """Skip for want of something, with the reason; under CI, which must have everything, fail."""
    if os.environ.get("CI"):
        pytest.fail(f"CI must have {what}")
    pytest.skip(f"{what} is not here")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real market data and captures that lies beside the project on the builders' machines and in CI."""
    if not SHARED_DATA.is_dir():
        absent("the market data for tests (shared/data beside the project)")
    return SHARED_DATA


@pytest.fixture(scope="session", autouse=True)
def _only_this_machine():
    """No test speaks to the outside: a connection to any address but loopback is an error."""
    connect = socket.socket.connect

    def connect_to_loopback(self, address):
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = str(address[0])
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                raise PermissionError(f"tests may not connect to {host}")
        return connect(self, address)

    socket.socket.connect = connect_to_loopback
    yield
    socket.socket.connect = connect


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Refuse to run against a database that is not the tests' own."""
    database = settings.DATABASES["default"]
    name = str(database.get("TEST", {}).get("NAME", ""))
    if not (Path(name).name.startswith("test_") or ".test" in name):
        pytest.exit(f"the test database is called {name!r}: it must begin with test_", returncode=3)


@pytest.fixture(autouse=True)
def _nothing_known_of_instruments():
    """Each test reads instruments afresh: ids come again after a rollback."""
    known_instruments.forget()


_teardown = TransactionTestCase._fixture_teardown


def _teardown_with_append_only_tables(self):
    """Flush between tests although the database refuses to delete from the books: lift the refusal, flush, put it back."""
    connection = connections["default"]
    tables = append_only.protected_tables(connection)
    for table in tables:
        append_only.drop_triggers(connection, table)
    try:
        _teardown(self)
    finally:
        for table in tables:
            append_only.create_triggers(connection, table)


TransactionTestCase._fixture_teardown = _teardown_with_append_only_tables

"""Two runs of the tests in one working copy, even at once, have nothing in common."""

from __future__ import annotations

import os

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_every_process_has_a_test_database_of_its_own():
    if connection.vendor != "sqlite":
        pytest.skip("on PostgreSQL the database is named by STEWARD_TEST_DATABASE")

    assert f".{os.getpid()}.test" in str(connection.settings_dict["NAME"])

"""What tests of several apps share."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connections
from django.test import TransactionTestCase

from stocksteward.core import append_only

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real market data and captures that lies beside the project on the builders' machines and in CI."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the market data for tests is not here ({SHARED_DATA.name} beside the project)")
    return SHARED_DATA


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

"""The paths of the resolver with the ids of Arjun's things in them, and what an answer means."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.urls import get_resolver

from tests.security.world import ABSENT_ID, ABSENT_UUID, Desk

SIGN_INS = ("/sign-in/", "/admin/login/")
# What every request may note: that somebody was there.
SIGNS_OF_LIFE = {
    "django_session": None,
    "accounts_usersession": "latest_seen_at",
    "accounts_apikey": "latest_used_at",
    "accounts_heartbeat": None,
}
_PART = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class KnownPath:
    """One path of the resolver; ``name`` is its key in the access table."""

    name: str
    route: str

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api/")

    @property
    def is_admin(self) -> bool:
        return self.route.startswith("admin/")

    @property
    def parts(self) -> set[str]:
        return set(_PART.findall(self.route))

    def of_arjun(self, desk: Desk) -> str:
        """Return the path to what is Arjun's, in the admin to a row of the model."""
        return self._filled(lambda part: self._admin_row() if part == "object_id" else desk.ids.get(part, "x"))

    def of_nobody(self) -> str:
        """Return the path to what is not there."""
        return self._filled(lambda part: ABSENT_UUID if f"uuid:{part}" in self.route else "NOSUCH" if part == "symbol" else ABSENT_ID)

    def _filled(self, value: Any) -> str:
        if "app_label" in self.route:
            return "/admin/trading/"
        if "(?P<url>" in self.route:
            return "/admin/nothing/"
        return "/" + _PART.sub(lambda match: str(value(match[1])), self.route)

    def _admin_row(self) -> Any:
        _, app, model, *_ = self.route.split("/")
        if app == "r":
            return ABSENT_ID
        row = apps.get_model(app, model)._default_manager.order_by("pk").first()
        assert row is not None, f"the desk of the tests has no {model}"
        return row.pk


def known_paths() -> list[KnownPath]:
    """Return every path of the resolver once."""
    found = {(path.name, path.route): path for path in _walk(get_resolver().url_patterns)}
    return list(found.values())


def _walk(patterns: Iterable[Any], *, route: str = "", namespace: str = "") -> Iterator[KnownPath]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, route=here, namespace=inner)
        else:
            unnamed = "(object)" if here.endswith("<path:object_id>/") else "(else)"
            yield KnownPath(name=namespace + (pattern.name or unnamed), route=here)


def is_refused(response: Any) -> bool:
    """Say whether an answer means: not you, not here, not so."""
    if response.status_code == 302:
        return response["Location"].startswith(SIGN_INS) or response["Location"] == "/admin/"
    return response.status_code in {401, 403, 404, 405}


def body_of(response: Any) -> str:
    """Return the body as text."""
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode(errors="replace")


def content_of_database() -> dict[str, str]:
    """Return a hash of every table, without the signs of life of who asks."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            left_out = SIGNS_OF_LIFE.get(table, "")
            if left_out is None:
                continue
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table) if column.name != left_out]
            names = ", ".join(connection.ops.quote_name(name) for name in columns)
            cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(table)}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@contextmanager
def nothing_changes(what: str = "") -> Iterator[None]:
    """Fail if any table differs afterwards."""
    before = content_of_database()
    yield
    after = content_of_database()
    assert after == before, f"{what}: changed {sorted(table for table in before if before[table] != after.get(table))}"

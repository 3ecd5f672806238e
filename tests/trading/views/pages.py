"""What the tests of the trading pages share."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

HTMX = {"HX-Request": "true"}
ABSENT = 999_999_999


def signed_in(client: Any, user: Any) -> Any:
    """Return the client with this person signed in."""
    client.force_login(user)
    return client


def text_of(answer: Any) -> str:
    """Return the page as text."""
    return answer.content.decode()


def queries_of(client: Any, path: str) -> int:
    """Return how many queries the partial of a page takes."""
    client.get(path, headers=HTMX)  # what is loaded once, is
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path, headers=HTMX).status_code == 200
    return len(queries)


def assert_answered_like_absent(client: Any, *, there: str, absent: str, method: str = "get") -> None:
    """Somebody else's thing and no thing at all have to be answered byte for byte alike."""
    others, none = getattr(client, method)(there, headers=HTMX), getattr(client, method)(absent, headers=HTMX)
    assert others.status_code == none.status_code == 404
    assert others.content == none.content

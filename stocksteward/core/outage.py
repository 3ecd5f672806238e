"""When the database is away: a restart, a full disk, a network that is cut. Requests answer 503 until it is back."""

from __future__ import annotations

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from stocksteward.core.errors import Unavailable

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5


class DatabaseAway(Unavailable):
    """The database does not answer; the operator looks at it, everybody else tries again."""


def database_away(error: BaseException | None) -> DatabaseAway | None:
    """Return the answer to an error that says that the database cannot be reached or cannot work now; None for any other.

    A pool without a free connection in time (``psycopg_pool.PoolTimeout``) arrives as an OperationalError, too.
    """
    if isinstance(error, OperationalError | InterfaceError):
        return DatabaseAway("The database does not answer at the moment. Nothing was done by halves: try again in a few seconds.")
    return None


def answer_outage(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """Answer 503 to an error that says that the database is away, with a page that needs none; None for any other error.

    Below /api/ the outermost middleware puts it into the one shape of errors.
    """
    away = database_away(error)
    if away is None:
        return None
    logger.error("the database does not answer: %s", error)
    page = render_to_string("errors/server_error.html", {"status": away.http_status, "message": away.message})
    return HttpResponse(page, status=away.http_status, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})

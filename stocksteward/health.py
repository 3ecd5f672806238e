"""/healthz: this process answers. /readyz: everything that trading needs is there; 503 with the reasons otherwise."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from accounts.selectors import heartbeats
from stocksteward.core import clock

logger = logging.getLogger(__name__)

HEARTBEAT_AGE_MAX = timedelta(seconds=15)
CHANNEL_LAYER_SECONDS_MAX = 5.0
_migrations_are_applied = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the desk and whether it is there."""

    part: str
    is_ready: bool
    reason: str


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process runs; it asks nobody else."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when every part is ready, else 503; both list the parts with their reasons."""
    findings = examine()
    is_ready = all(finding.is_ready for finding in findings)
    body = {
        "status": "ready" if is_ready else "not ready",
        "parts": {finding.part: {"ready": finding.is_ready, "reason": finding.reason} for finding in findings},
    }
    return JsonResponse(body, status=200 if is_ready else 503)


def examine() -> list[Finding]:
    """Look at database, migrations, heartbeats of worker, beat and feed, and the channel layer."""
    database = _examined("database", _database)
    if not database.is_ready:
        unknown = "unknown while the database is away"
        parts = ("migrations", "worker", "beat", "feed")
        return [database, *(Finding(part, is_ready=False, reason=unknown) for part in parts), _examined("channel layer", _channel_layer)]
    return [
        database,
        _examined("migrations", _migrations),
        *(_examined(name, lambda name=name: _heartbeat(name)) for name in ("worker", "beat", "feed")),  # type: ignore[misc]
        _examined("channel layer", _channel_layer),
    ]


def _examined(part: str, look: Callable[[], str]) -> Finding:
    """Run one look; it returns an empty string when all is well, else the reason. An exception is a reason, too."""
    try:
        reason = look()
    except Exception as error:  # noqa: BLE001 -- whatever keeps a part from answering is the reason that it is not ready
        logger.warning("not ready: %s: %s", part, type(error).__name__)
        return Finding(part, is_ready=False, reason=f"no answer ({type(error).__name__})")
    return Finding(part, is_ready=not reason, reason=reason or "ok")


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    global _migrations_are_applied
    if not _migrations_are_applied:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if pending:
            return f"{len(pending)} not applied"
        _migrations_are_applied = True  # they only ever grow while a process runs
    return ""


def _heartbeat(name: str) -> str:
    at = clock.now()
    found = {beat.name: beat for beat in heartbeats.list_heartbeats()}.get(name)
    if found is None:
        return "has not started yet"
    age = at - found.beat_at
    return "" if age <= HEARTBEAT_AGE_MAX else f"silent for {int(age.total_seconds())} s"


def _channel_layer() -> str:
    async_to_sync(_round_trip)()
    return ""


async def _round_trip() -> None:
    layer = get_channel_layer()
    async with asyncio.timeout(CHANNEL_LAYER_SECONDS_MAX):
        channel = await layer.new_channel("ready")
        await layer.send(channel, {"type": "ready"})
        await layer.receive(channel)

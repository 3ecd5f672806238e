"""What ``manage.py doctor`` looks at: each finding says what is the matter and what to do."""

from __future__ import annotations

import importlib.metadata
import shutil
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import redis
from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from stocksteward.settings.env import DATA_DIR

FREE_BYTES_MIN = 500_000_000
FLOORS = {"daphne": (4, 2, 2), "kiteconnect": (5, 1, 0), "django": (5, 2, 19)}


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    level: Level
    message: str


def examine() -> list[Finding]:
    """Look at everything; a look that itself fails is a bad finding, never an exception."""
    findings: list[Finding] = []
    for subject, look in _LOOKS.items():
        try:
            findings += [Finding(subject, level, message) for level, message in look()]
        except Exception as error:  # noqa: BLE001 -- a doctor that falls over helps nobody
            findings.append(Finding(subject, Level.BAD, f"could not be looked at: {type(error).__name__}: {error}"))
    return findings


Looks = list[tuple[Level, str]]


def _python() -> Looks:
    return [(Level.OK, ".".join(map(str, sys.version_info[:3])))]


def _packages() -> Looks:
    found: Looks = []
    for name, floor in FLOORS.items():
        version = importlib.metadata.version(name)
        numbers = tuple(int(part) for part in version.partition("+")[0].split(".")[:3])
        if numbers < floor:
            found.append((Level.BAD, f"{name} {version} is below {'.'.join(map(str, floor))}: run pip install -r requirements.txt"))
        else:
            found.append((Level.OK, f"{name} {version}"))
    return found


def _data_folder() -> Looks:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    probe = DATA_DIR / ".doctor"
    probe.write_text("ok")
    probe.unlink()
    found: Looks = [(Level.OK, f"{DATA_DIR} can be written")]
    free = shutil.disk_usage(DATA_DIR).free
    if free < FREE_BYTES_MIN:
        found.append((Level.BAD, f"only {free // 1_000_000} MB are free there: make room"))
    for secret in sorted((DATA_DIR / "secrets").glob("*")):
        if stat.S_IMODE(secret.stat().st_mode) & 0o077:
            found.append((Level.BAD, f"{secret.name} can be read by others: chmod 600 it"))
    return found


def _database() -> Looks:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    found: Looks = [(Level.OK, f"{connection.vendor} answers")]
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        found.append((Level.BAD, f"{len(pending)} migrations are not applied: run manage.py migrate"))
    if connection.vendor == "sqlite":
        found.append((Level.NOTE, "SQLite serves one process; set DATABASE_URL and REDIS_URL to run several"))
    return found


def _redis() -> Looks:
    if not settings.REDIS_URL:
        return [(Level.OK, "not used: queue, channel layer and cache are in this process")]
    redis.Redis.from_url(settings.REDIS_URL, socket_timeout=3, socket_connect_timeout=3).ping()
    return [(Level.OK, "answers")]


def _pages() -> Looks:
    if settings.DEBUG or (settings.STATIC_ROOT / "staticfiles.json").exists():
        return [(Level.OK, "static files are there")]
    return [(Level.BAD, "static files are not collected: manage.py steward does it at start, or run manage.py collectstatic --no-input")]


def _market() -> Looks:
    return [(Level.OK, f"STEWARD_MARKET={settings.STEWARD_MARKET}")]


def _model() -> Looks:
    if settings.GROQ_API_KEY:
        return [(Level.OK, f"Groq, {settings.GROQ_MODEL}")]
    return [(Level.NOTE, "no GROQ_API_KEY: signals come from the indicator rule, and say so")]


def _settings() -> Looks:
    messages = checks.run_checks(include_deployment_checks=False)
    if not messages:
        return [(Level.OK, "system checks find nothing")]
    return [
        (Level.BAD if message.is_serious() else Level.NOTE, f"{message.id}: {message.msg}" + (f" ({message.hint})" if message.hint else ""))
        for message in messages
    ]


_LOOKS: dict[str, Callable[[], Looks]] = {
    "python": _python,
    "packages": _packages,
    "data folder": _data_folder,
    "database": _database,
    "redis": _redis,
    "pages": _pages,
    "market": _market,
    "model": _model,
    "settings": _settings,
}

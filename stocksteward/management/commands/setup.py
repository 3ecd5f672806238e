"""Writes what every desk needs into its database: instruments, calendar, limits, schedule. Again changes nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from stocksteward import installation
from stocksteward.core import clock


class Command(BaseCommand):
    """Idempotent set-up."""

    help = "Install instruments, calendar, limits and the schedule (safe to repeat)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Install."""
        installation.install_desk(at=clock.now())

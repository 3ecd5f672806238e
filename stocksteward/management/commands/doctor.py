"""Looks over the desk and says what is the matter and what to do."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from stocksteward.doctor import Level, examine


class Command(BaseCommand):
    """Exit 0 when nothing is bad, else 1."""

    help = "Look over packages, data folder, database, Redis, settings; exit 1 if something is bad."
    requires_system_checks = []  # it reports them itself, with the rest

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each finding."""
        findings = examine()
        for finding in findings:
            self.stdout.write(f"{finding.level:5} {finding.subject}: {finding.message}")
        if any(finding.level is Level.BAD for finding in findings):
            sys.exit(1)

"""Checks every link of the audit log's chains."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error

from accounts.selectors import audit

CLEAN, DEFECTIVE, NOT_CHECKED = 0, 1, 2


class Command(BaseCommand):
    """Prints one JSON object. Exit code 0: clean; 1: defects, each named; 2: it could not be checked."""

    help = "Check the hash chains of the audit log. Exit code 0: clean, 1: defects found, 2: could not be checked."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, print, and leave with the code."""
        try:
            result = audit.run_verification()
        except Error as error:
            self.stdout.write(json.dumps({"status": "not_checked", "reason": str(error)}))
            sys.exit(NOT_CHECKED)
        found = asdict(result)
        self.stdout.write(json.dumps({"status": "defective" if result.defects else "clean", **found}, ensure_ascii=False))
        if result.defects:
            sys.exit(DEFECTIVE)

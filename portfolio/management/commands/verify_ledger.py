"""manage.py verify_ledger: read the books again and say, as JSON, whether anything is wrong."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error

from portfolio.selectors.ledger_checks import names_of_checks
from portfolio.services import verification

CLEAN, DEFECTIVE, NOT_CHECKED = 0, 1, 2


class Command(BaseCommand):
    """Exit 0: clean; 1: defects, listed; 2: the check itself could not be made."""

    requires_system_checks: list[str] = []
    help = "Verify the ledger. Prints JSON; exits with 0 (clean), 1 (defects) or 2 (could not check)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every check."""
        try:
            defects = verification.verify()
        except Error as error:
            self._report({"status": "not_checked", "reason": str(error).strip(), "defects": []}, NOT_CHECKED)
        checks = [{"check": number, "name": name} for number, name in names_of_checks()]
        if defects:
            self._report({"status": "defective", "checks": checks, "defects": [asdict(defect) for defect in defects]}, DEFECTIVE)
        self._report({"status": "clean", "checks": checks, "defects": []}, CLEAN)

    def _report(self, report: dict[str, Any], code: int) -> None:
        self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False))
        sys.exit(code)

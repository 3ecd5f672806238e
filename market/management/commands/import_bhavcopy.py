"""manage.py import_bhavcopy FILE...: the exchange's daily files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from market.services.imports import import_bhavcopy
from market.services.imports_reports import import_each
from stocksteward.core import clock


class Command(BaseCommand):
    """Import NSE bhavcopies."""

    help = "Import NSE bhavcopies (the old one, UDiFF, sec_bhavdata_full), plain, .gz or .zip: daily bars and missing instruments."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        failures = import_each(
            options["paths"],
            read=lambda path: import_bhavcopy(path=path, at=clock.now()),
            tell=self.stdout.write,
        )
        if failures:
            raise CommandError("; ".join(failures))

"""manage.py import_ticks FILE...: recorded ticks of a day, for the replay market."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from market.services.imports import import_ticks
from market.services.imports_reports import import_each
from stocksteward.core import clock


class Command(BaseCommand):
    """Import recorded ticks."""

    help = "Import recorded ticks from CSV (plain, .gz, .zip): time, price and the day's total volume. The replay market plays them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--symbol", default="", help="the instrument, where neither a column nor the file's name says it")
        parser.add_argument("--exchange", default="NSE")

    def handle(self, *args: Any, **options: Any) -> None:
        failures = import_each(
            options["paths"],
            read=lambda path: import_ticks(path=path, at=clock.now(), symbol=options["symbol"], exchange=options["exchange"]),
            tell=self.stdout.write,
        )
        if failures:
            raise CommandError("; ".join(failures))

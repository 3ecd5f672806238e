"""manage.py import_bars FILE...: bars from CSV or Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from market.enums import BarInterval
from market.services.imports import ZONES, import_bars
from market.services.imports_reports import import_each
from stocksteward.core import clock


class Command(BaseCommand):
    """Import bars."""

    help = "Import bars from CSV (plain, .gz, .zip) or Parquet. Columns, symbol, time zone and interval are found out unless given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--symbol", default="", help="the instrument, where the file does not name it; other rows are skipped")
        parser.add_argument("--exchange", default="NSE")
        parser.add_argument("--interval", choices=BarInterval.values, help="length of a bar")
        parser.add_argument("--zone", default="", type=str.upper, choices=["", *ZONES], help="time zone of stamps that name none")
        parser.add_argument("--stamps", choices=["start", "end"], help="whether a stamp is the beginning or the end of its bar")

    def handle(self, *args: Any, **options: Any) -> None:
        failures = import_each(
            options["paths"],
            read=lambda path: import_bars(
                path=path,
                at=clock.now(),
                symbol=options["symbol"],
                exchange=options["exchange"],
                interval=BarInterval(options["interval"]) if options["interval"] else None,
                zone=options["zone"],
                stamps=options["stamps"],
            ),
            tell=self.stdout.write,
        )
        if failures:
            raise CommandError("; ".join(failures))

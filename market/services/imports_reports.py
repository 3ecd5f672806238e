"""Importing several files one after the other, each told in a line or a few."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from market.services.imports_runs import ImportReport
from stocksteward.core.errors import StewardError

LINES_SHOWN_MAX = 10


def import_each(paths: Iterable[Path], *, read: Callable[[Path], ImportReport], tell: Callable[[str], object]) -> list[str]:
    """Import every file and tell what came of it; return a sentence for each that could not be used. One such stops no other."""
    failures = []
    for path in paths:
        try:
            report = read(path)
        except StewardError as error:
            failures.append(error.message)
            continue
        for line in lines_of(report):
            tell(line)
    return failures


def lines_of(report: ImportReport) -> list[str]:
    """Return a report as lines to read: the counts, then reasons, then the first rejected lines."""
    lines = [report.sentence]
    if report.instruments_added:
        lines.append(f"  {report.instruments_added:,} instruments added")
    if report.detail:
        lines.append(f"  {report.detail}")
    lines += [f"  line {row.line}: {row.reason}: {row.content[:80]}" for row in report.rejections[:LINES_SHOWN_MAX]]
    if report.rejected > LINES_SHOWN_MAX:
        lines.append(f"  and {report.rejected - LINES_SHOWN_MAX:,} more rejected lines, see import run {report.run_id}")
    return lines

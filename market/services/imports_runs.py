"""The record of an import: what was read, added, changed, refused and why."""

from __future__ import annotations

import errno
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from market.domain.imports.rows import Rejected, Skipped
from market.enums import ImportKind, ImportStatus
from market.models.import_run import ImportRejection, ImportRun
from market.providers.parquet_files import MergeCounts
from stocksteward.core import clock
from stocksteward.core.errors import BadInput, StewardError, Unavailable

REJECTIONS_KEPT_MAX = 1_000
_REASONS_SHOWN = 6


class StoreFull(Unavailable):
    """The desk cannot write its data folder; the operator makes room or corrects its permissions."""

    code = "data_folder_not_writable"


@dataclass(slots=True)
class Tally:
    """Counts while a file is read. Every row is counted once: added, changed, unchanged, rejected or skipped."""

    rows_read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    skipped: int = 0
    instruments_added: int = 0
    sha256: str = ""
    format_name: str = ""
    notes: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    skips: Counter[str] = field(default_factory=Counter)
    kept: list[Rejected] = field(default_factory=list)

    def refuse(self, row: Rejected) -> None:
        """Count a line that breaks a rule, and keep it if there is room."""
        self.rejected += 1
        self.reasons[row.reason] += 1
        if len(self.kept) < REJECTIONS_KEPT_MAX:
            self.kept.append(row)

    def skip(self, row: Skipped) -> None:
        """Count a line that is not for this desk."""
        self.skipped += 1
        self.skips[row.reason] += 1

    def merged(self, counts: MergeCounts) -> None:
        """Count what the store did."""
        self.added += counts.added
        self.changed += counts.changed
        self.unchanged += counts.unchanged

    def detail(self) -> str:
        """Return what else there is to say, in at most 500 characters."""
        parts = [*self.notes]
        parts += [f"skipped {count}: {reason}" for reason, count in self.skips.most_common(_REASONS_SHOWN)]
        parts += [f"rejected {count}: {reason}" for reason, count in self.reasons.most_common(_REASONS_SHOWN)]
        if self.rejected > len(self.kept):
            parts.append(f"only the first {len(self.kept)} rejected lines are kept")
        return "; ".join(parts)[:500]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What one import did; ``rejections`` are the first of the refused lines, ``reasons`` counts all of them."""

    run_id: int
    file_name: str
    format_name: str
    rows_read: int
    added: int
    changed: int
    unchanged: int
    rejected: int
    skipped: int
    instruments_added: int
    reasons: dict[str, int]
    skips: dict[str, int]
    rejections: tuple[Rejected, ...]
    detail: str

    @property
    def sentence(self) -> str:
        """The report in one line."""
        counts = f"{self.added:,} added, {self.changed:,} changed, {self.unchanged:,} unchanged"
        others = f", {self.rejected:,} rejected, {self.skipped:,} skipped" if self.rejected or self.skipped else ""
        return f"{self.file_name}: {self.format_name}, {self.rows_read:,} rows: {counts}{others}"


@dataclass(slots=True)
class RecordedImport:
    """An import that is under way; ``report`` is there when it has ended well."""

    tally: Tally
    run: ImportRun
    report: ImportReport | None = None


@contextmanager
def recorded_import(*, kind: ImportKind, path: Path, at: datetime) -> Iterator[RecordedImport]:
    """Keep a row about the import from its beginning, so that one which failed or was killed can be seen.

    :raises BadInput: what the import raised, with the name of the file in the sentence.
    :raises StoreFull: if the data folder cannot be written.
    """
    name = "".join(character if character.isprintable() else "�" for character in path.name)[:255]
    run = ImportRun.objects.create(kind=kind, file_name=name, started_at=at)
    under_way = RecordedImport(Tally(), run)
    try:
        yield under_way
    except BadInput as error:
        told = BadInput(next(iter(error.details), "path"), f"{name} {error.message}")
        _finish(under_way, status=ImportStatus.FAILED, detail=told.message)
        raise told from error
    except StewardError as error:
        _finish(under_way, status=ImportStatus.FAILED, detail=error.message)
        raise
    except OSError as error:
        full = StoreFull(f"{name} was not imported: {errno.errorcode.get(error.errno or 0, 'error')}, {error.strerror or error}.")
        _finish(under_way, status=ImportStatus.FAILED, detail=full.message)
        raise full from error
    _finish(under_way, status=ImportStatus.DONE, detail=under_way.tally.detail())


@transaction.atomic
def _finish(under_way: RecordedImport, *, status: ImportStatus, detail: str) -> None:
    tally, run = under_way.tally, under_way.run
    run.status = status
    run.finished_at = clock.now()
    run.sha256 = tally.sha256
    run.format_name = tally.format_name[:40]
    run.rows_read, run.rows_added, run.rows_changed = tally.rows_read, tally.added, tally.changed
    run.rows_unchanged, run.rows_rejected = tally.unchanged, tally.rejected
    run.detail = detail[:500]
    run.save()
    ImportRejection.objects.bulk_create(
        [ImportRejection(run=run, line=row.line, reason=row.reason[:300], content=row.content[:300]) for row in tally.kept], batch_size=500
    )
    under_way.report = ImportReport(
        run_id=run.pk,
        file_name=run.file_name,
        format_name=run.format_name,
        rows_read=tally.rows_read,
        added=tally.added,
        changed=tally.changed,
        unchanged=tally.unchanged,
        rejected=tally.rejected,
        skipped=tally.skipped,
        instruments_added=tally.instruments_added,
        reasons=dict(tally.reasons),
        skips=dict(tally.skips),
        rejections=tuple(tally.kept),
        detail=run.detail,
    )

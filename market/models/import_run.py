"""What was imported from files, and which lines were not."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from market.enums import ImportKind, ImportStatus


class ImportRun(models.Model):
    """One file read once. Its digest tells whether the same content was imported before."""

    kind = models.CharField(max_length=12, choices=ImportKind.choices)
    status = models.CharField(max_length=8, choices=ImportStatus.choices, default=ImportStatus.RUNNING)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    format_name = models.CharField("format", max_length=40, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_added = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_unchanged = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-started_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=ImportKind.values), name="import_run_kind_is_known"),
            models.CheckConstraint(condition=Q(status__in=ImportStatus.values), name="import_run_status_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"


class ImportRejection(models.Model):
    """One line that was not imported, and why."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rejections")
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    content = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["run", "line"]

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"

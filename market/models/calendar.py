"""The exchange calendar as data: regular days by effective date, their segments, and the exceptional days."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from market.enums import SegmentKind, SegmentScope, SessionKind


class SessionTemplate(models.Model):
    """The shape of a trading day. With ``valid_from`` it is the regular day from that date on; without, an exceptional day names it."""

    exchange = models.CharField(max_length=8)
    name = models.CharField(max_length=80)
    valid_from = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["exchange", "valid_from", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exchange", "name"], name="session_template_name_is_unique_on_its_exchange"),
            models.UniqueConstraint(fields=["exchange", "valid_from"], name="session_template_starts_on_its_own_day"),
        ]

    def __str__(self) -> str:
        return self.name


class SessionSegment(models.Model):
    """One part of a day, in the exchange's local time; the end is no longer part of it."""

    template = models.ForeignKey(SessionTemplate, on_delete=models.CASCADE, related_name="segments")
    kind = models.CharField(max_length=16, choices=SegmentKind.choices)
    scope = models.CharField(max_length=20, choices=SegmentScope.choices, default=SegmentScope.ALL)
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        ordering: ClassVar = ["starts_at", "scope"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["template", "scope", "starts_at"], name="session_segment_starts_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_segment_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(kind__in=SegmentKind.values), name="session_segment_kind_is_known"),
            models.CheckConstraint(condition=Q(scope__in=SegmentScope.values), name="session_segment_scope_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at}-{self.ends_at}"


class TradingDay(models.Model):
    """A day that differs from its weekday: a holiday, or a session on a day that is none. An open day without template is a regular one."""

    exchange = models.CharField(max_length=8)
    date = models.DateField()
    kind = models.CharField(max_length=20, choices=SessionKind.choices)
    name = models.CharField(max_length=80)
    is_open = models.BooleanField()
    template = models.ForeignKey(SessionTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="days")

    class Meta:
        ordering: ClassVar = ["-date"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exchange", "date"], name="trading_day_is_unique_on_its_exchange"),
            models.CheckConstraint(condition=Q(kind__in=SessionKind.values), name="trading_day_kind_is_known"),
            models.CheckConstraint(
                condition=(Q(kind=SessionKind.HOLIDAY) & Q(is_open=False)) | (~Q(kind=SessionKind.HOLIDAY) & Q(is_open=True)),
                name="trading_day_is_closed_exactly_on_holidays",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exchange} {self.date} {self.name}"

"""Filters that lists of several apps share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django_filters.fields import IsoDateTimeField


class MomentField(IsoDateTimeField):
    """A time in ISO 8601 that exists in UTC."""

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment; at the two ends of the calendar an offset can lead out of it."""
        try:
            moment: datetime | None = super().to_python(value)
            return None if moment is None else moment.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError("There is no such time.", code="invalid") from error


class MomentFilter(django_filters.IsoDateTimeFilter):
    """Before or after a moment."""

    field_class = MomentField

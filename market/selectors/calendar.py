"""Reads the calendar tables into the plain calendar of the domain."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from market.domain.instruments import NSE
from market.domain.sessions import LOOK_AHEAD_DAYS, Calendar, DayShape, ExceptionalDay, Segment
from market.enums import SegmentKind, SegmentScope, SessionKind
from market.models.calendar import SessionSegment, TradingDay


def load_calendar(*, on: date, until: date | None = None, exchange: str = NSE) -> Calendar:
    """Return the calendar for a day and the two weeks after it (or until a later day). Two queries."""
    shapes = _shapes(exchange)
    end = until or on + timedelta(days=LOOK_AHEAD_DAYS)
    exceptions = {
        row.date: ExceptionalDay(
            date=row.date,
            kind=SessionKind(row.kind),
            name=row.name,
            is_open=row.is_open,
            shape=shapes.get(row.template_id) if row.template_id is not None else None,
        )
        for row in TradingDay.objects.filter(exchange=exchange, date__gte=on, date__lte=end)
    }
    regular = sorted((shape for shape in shapes.values() if shape.valid_from is not None), key=lambda shape: shape.valid_from or date.min)
    return Calendar(exchange=exchange, regular=tuple(regular), exceptions=exceptions)


def _shapes(exchange: str) -> dict[int, DayShape]:
    segments: dict[int, list[Segment]] = defaultdict(list)
    templates = {}
    for row in SessionSegment.objects.filter(template__exchange=exchange).select_related("template").order_by("starts_at", "pk"):
        templates[row.template_id] = row.template
        segments[row.template_id].append(
            Segment(kind=SegmentKind(row.kind), scope=SegmentScope(row.scope), starts_at=row.starts_at, ends_at=row.ends_at)
        )
    return {
        key: DayShape(name=template.name, valid_from=template.valid_from, segments=tuple(segments[key]))
        for key, template in templates.items()
    }


def holidays_known_until(*, exchange: str = NSE) -> date | None:
    """Return the end of the latest year of which holidays are in the calendar; None if there are none."""
    latest = TradingDay.objects.filter(exchange=exchange, kind=SessionKind.HOLIDAY).order_by("-date").values_list("date", flat=True).first()
    return date(latest.year, 12, 31) if latest else None

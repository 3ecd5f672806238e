"""The only reader of the system clock. Read once per use case, then passed on as ``at``."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

IST = ZoneInfo("Asia/Kolkata")


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def ist(at: datetime) -> datetime:
    """Return the same moment as a clock in Mumbai shows it.

    :raises ValueError: if ``at`` carries no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("a moment without time zone cannot be placed")
    return at.astimezone(IST)


def ist_date(at: datetime) -> date:
    """Return the day in Mumbai at this moment."""
    return ist(at).date()

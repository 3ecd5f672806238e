"""Dates and moments as files write them."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache

from market.domain.imports.rows import BadRow

_MONTHS = {
    name: number
    for number, name in enumerate(("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"), start=1)
}
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})-([A-Za-z]{3})-(\d{4})", re.ASCII)
_ISO_START = re.compile(r"\d{4}-?\d{2}-?\d{2}", re.ASCII)


@lru_cache(maxsize=4_096)
def day_of(text: str) -> date:
    """Return the day that ``28-Oct-2024``, ``2024-10-28`` or ``20241028`` means.

    :raises BadRow: if it is none of them, or no day of the calendar.
    """
    value = text.strip()
    match = _DAY_MONTH_YEAR.fullmatch(value)
    try:
        if match is not None:
            return date(int(match.group(3)), _MONTHS[match.group(2).upper()], int(match.group(1)))
        if _ISO_START.fullmatch(value):
            return date.fromisoformat(value)
    except (ValueError, KeyError) as error:
        raise BadRow("the date is not a day of the calendar") from error
    raise BadRow("the date is missing" if not value else "the date is not a date")


def moment_of(value: object) -> datetime:
    """Return the moment that a cell means, without zone where it names none; a mere day is its midnight.

    :raises BadRow: if it is not a moment.
    """
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    text = str(value or "").strip()
    if not _ISO_START.match(text):
        return datetime.combine(day_of(text), time())
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise BadRow("the time is not a moment of the calendar") from error

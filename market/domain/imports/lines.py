"""Lines of comma separated text, one row each: no format that the desk reads has a row of several lines."""

from __future__ import annotations

import csv


def cells_of(line: str) -> list[str]:
    """Return the cells of a line without the blanks around them. An unclosed quote ends with its line and spoils no other."""
    text = line.rstrip("\r\n")
    if '"' not in text:
        return [cell.strip() for cell in text.split(",")]
    try:
        return [cell.strip() for cell in next(csv.reader([text], strict=False))]
    except (csv.Error, StopIteration):
        return [text]

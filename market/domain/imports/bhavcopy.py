"""The exchange's file of a day, in the three shapes it has had: the old bhavcopy, UDiFF, and the security-wise one with deliveries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from market.domain.imports.dates import day_of
from market.domain.imports.lines import cells_of
from market.domain.imports.rows import (
    BadRow,
    BarRow,
    Rejected,
    Skipped,
    check_bar,
    check_day,
    microseconds,
    price_of,
    rejected,
    symbol_of,
    volume_of,
)
from stocksteward.core.clock import IST
from stocksteward.core.errors import BadInput

SERIES = "EQ"
CASH_SEGMENT = "CM"


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column of a shape is what; an empty name: the shape has no such column."""

    name: str
    symbol: str
    series: str
    day: str
    open: str
    high: str
    low: str
    close: str
    volume: str
    isin: str = ""
    title: str = ""
    segment: str = ""

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns without which a file is not of this shape."""
        return tuple(
            column
            for column in (
                self.symbol,
                self.series,
                self.day,
                self.open,
                self.high,
                self.low,
                self.close,
                self.volume,
                self.isin,
                self.segment,
            )
            if column
        )


LAYOUTS = (
    Layout("bhavcopy", "SYMBOL", "SERIES", "TIMESTAMP", "OPEN", "HIGH", "LOW", "CLOSE", "TOTTRDQTY", isin="ISIN"),
    Layout(
        "UDiFF bhavcopy",
        "TCKRSYMB",
        "SCTYSRS",
        "TRADDT",
        "OPNPRIC",
        "HGHPRIC",
        "LWPRIC",
        "CLSPRIC",
        "TTLTRADGVOL",
        isin="ISIN",
        title="FININSTRMNM",
        segment="SGMT",
    ),
    Layout(
        "sec_bhavdata_full",
        "SYMBOL",
        "SERIES",
        "DATE1",
        "OPEN_PRICE",
        "HIGH_PRICE",
        "LOW_PRICE",
        "CLOSE_PRICE",
        "TTL_TRD_QNTY",
    ),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A recognised file: its shape, where each column stands, and how many columns its header has."""

    layout: Layout
    places: dict[str, int]
    width: int


def recognise(header: str) -> Sheet:
    """Return how to read a file with this first line.

    :raises BadInput: (field ``path``) if it is none of the three shapes, or has a column twice.
    """
    names = [cell.upper() for cell in cells_of(header)]
    for layout in LAYOUTS:
        if set(layout.needed) <= set(names):
            twice = sorted({name for name in layout.needed if names.count(name) > 1})
            if twice:
                raise BadInput("path", f"has the column {twice[0]} twice")
            return Sheet(layout, {name: names.index(name) for name in names}, len(names))
    closest = max(LAYOUTS, key=lambda layout: len(set(layout.needed) & set(names)))
    missing = [name for name in closest.needed if name not in names]
    if len(missing) == len(closest.needed):
        raise BadInput("path", "is not a bhavcopy: its first line names none of the columns of one")
    raise BadInput("path", f"looks like a {closest.name} but lacks the column {', '.join(missing[:4])}")


def read_rows(lines: Iterable[str], *, sheet: Sheet, today: date, first_line: int = 2) -> Iterator[BarRow | Rejected | Skipped]:
    """Give, for every line below the header, a daily bar of the EQ series, a rejection or a skip. ``today`` is the day in Mumbai."""
    for number, line in enumerate(lines, start=first_line):
        cells = cells_of(line)
        if cells == [""]:
            continue
        if not _has_all_cells(cells, sheet):
            yield rejected(line=number, reason=f"has fewer than {sheet.width} columns", content=line)
            continue
        reason = _reason_to_skip(cells, sheet)
        if reason:
            yield Skipped(number, reason)
            continue
        try:
            yield _row(cells, sheet=sheet, line=number, today=today)
        except BadRow as error:
            yield rejected(line=number, reason=str(error), content=line)


def _has_all_cells(cells: list[str], sheet: Sheet) -> bool:
    """A line may lack or have one empty cell at its end (some writers close every line with a comma), no more."""
    return sheet.width - 1 <= len(cells) <= sheet.width + 1 and max(sheet.places[name] for name in sheet.layout.needed) < len(cells)


def _reason_to_skip(cells: list[str], sheet: Sheet) -> str:
    layout = sheet.layout
    if layout.segment:
        segment = cells[sheet.places[layout.segment]].upper()
        if segment and segment != CASH_SEGMENT:
            return f"segment {segment[:4]}: this desk trades cash equity (CM)"
    series = cells[sheet.places[layout.series]].upper()
    return "" if series in {SERIES, ""} else f"series {series[:4]}: only EQ is imported"


def _row(cells: list[str], *, sheet: Sheet, line: int, today: date) -> BarRow:
    layout, places = sheet.layout, sheet.places
    if not cells[places[layout.series]]:
        raise BadRow("series is missing")
    symbol = symbol_of(cells[places[layout.symbol]])
    day = day_of(cells[places[layout.day]])
    check_day(day=day, today=today)
    opening, high, low, close = (
        price_of(cells[places[column]], name=name, is_exact=True)
        for name, column in (("open", layout.open), ("high", layout.high), ("low", layout.low), ("close", layout.close))
    )
    check_bar(opening=opening, high=high, low=low, close=close)
    volume = volume_of(cells[places[layout.volume]])
    return BarRow(
        line=line,
        symbol=symbol,
        at=microseconds(datetime.combine(day, time(), tzinfo=IST).astimezone(UTC)),
        open=opening,
        high=high,
        low=low,
        close=close,
        volume=volume,
        isin=_isin_of(cells[places[layout.isin]]) if layout.isin else "",
        name=cells[places[layout.title]] if layout.title else "",
    )


def _isin_of(text: str) -> str:
    isin = text.strip().upper()
    if len(isin) != 12 or not isin.isascii() or not isin.isalnum() or not isin[:2].isalpha():
        raise BadRow("ISIN is not twelve letters and digits")
    return isin

"""Rows of recorded ticks: time, price and the day's total of shares so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from market.domain.imports.dates import moment_of
from market.domain.imports.lines import cells_of
from market.domain.imports.rows import BadRow, Rejected, TickRow, check_day, microseconds, price_of, rejected, symbol_of, volume_of
from market.domain.imports.symbols import desk_symbol
from stocksteward.core.clock import IST, ist_date
from stocksteward.core.errors import BadInput

_TIMES = ("timestamp", "datetime", "time", "ts", "at")
_PRICES = ("ltp", "price", "last_price", "last")
_VOLUMES = ("volume", "volume_traded", "cumulative_volume")
_SYMBOLS = ("symbol", "tradingsymbol")


@dataclass(frozen=True, slots=True)
class TickColumns:
    """Where the columns stand; None: the file has none."""

    time: int
    price: int
    volume: int | None
    symbol: int | None
    width: int


def find_tick_columns(header: str) -> TickColumns:
    """Return where the columns stand.

    :raises BadInput: (field ``path``) naming the columns that are missing.
    """
    names = [cell.lower() for cell in cells_of(header)]

    def place(of: tuple[str, ...]) -> int | None:
        return next((names.index(name) for name in of if name in names), None)

    time, price = place(_TIMES), place(_PRICES)
    missing = [label for label, found in (("timestamp", time), ("ltp or price", price)) if found is None]
    if missing:
        raise BadInput("path", f"is no file of ticks: it lacks the column {', '.join(missing)}")
    return TickColumns(time or 0, price or 0, place(_VOLUMES), place(_SYMBOLS), len(names))


def read_ticks(
    lines: Iterable[str], *, columns: TickColumns, symbol: str, today: date, first_line: int = 2
) -> Iterator[TickRow | Rejected]:
    """Give a tick or a rejection for every line below the header; stamps without zone are Mumbai's."""
    for number, line in enumerate(lines, start=first_line):
        cells = cells_of(line)
        if cells == [""]:
            continue
        if len(cells) != columns.width:
            yield rejected(line=number, reason=f"has not {columns.width} columns", content=line)
            continue
        try:
            yield _row(cells, columns=columns, symbol=symbol, line=number, today=today)
        except BadRow as error:
            yield rejected(line=number, reason=str(error), content=line)


def _row(cells: list[str], *, columns: TickColumns, symbol: str, line: int, today: date) -> TickRow:
    name = symbol or symbol_of(desk_symbol(cells[columns.symbol] if columns.symbol is not None else ""))
    stamp = moment_of(cells[columns.time])
    at = stamp if stamp.tzinfo is not None else stamp.replace(tzinfo=IST)
    try:
        check_day(day=ist_date(at), today=today)
        begin = microseconds(at)
    except OverflowError as error:
        raise BadRow("the time is not a moment of the calendar") from error
    price = price_of(cells[columns.price], name="price")
    return TickRow(line, name, begin, price, None if columns.volume is None else volume_of(cells[columns.volume]))

"""Rows of bars, whatever file they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from market.domain.imports.bar_columns import BarColumns
from market.domain.imports.bar_times import TimePlan
from market.domain.imports.dates import moment_of
from market.domain.imports.rows import (
    BadRow,
    BarRow,
    Rejected,
    Skipped,
    check_bar,
    check_day,
    moment,
    price_of,
    rejected,
    symbol_of,
    volume_of,
)
from market.domain.imports.symbols import desk_symbol
from stocksteward.core.clock import ist_date

Numbered = tuple[int, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class BarReader:
    """Reads the cells of one file. ``symbol`` is the one of every row if the file has no column of symbols."""

    columns: BarColumns
    symbol: str
    today: date

    def stamp(self, cells: Sequence[Any]) -> tuple[str, datetime]:
        """Return symbol and stamp of a row, before they are interpreted.

        :raises BadRow: if either is unreadable.
        """
        columns = self.columns
        text = self.symbol or str(cells[columns.symbol] if columns.symbol is not None else "")
        value = cells[columns.time]
        if columns.clock is not None:
            value = f"{value}T{cells[columns.clock]}"
        return symbol_of(desk_symbol(text)), moment_of(value)

    def sample(self, rows: Iterable[Numbered]) -> list[tuple[str, datetime]]:
        """Return symbols and stamps of the readable ones among these rows."""
        found = []
        for _, cells in rows:
            if not self._is_complete(cells):
                continue
            try:
                found.append(self.stamp(cells))
            except BadRow:
                continue
        return found

    def read(self, rows: Iterable[Numbered], *, times: TimePlan) -> Iterator[BarRow | Rejected | Skipped]:
        """Give a bar or the reason why there is none, for every row."""
        columns = self.columns
        for line, cells in rows:
            if not self._is_complete(cells):
                yield rejected(line=line, reason=f"has not {columns.width} columns", content=cells)
                continue
            if columns.series is not None and str(cells[columns.series]).strip().upper() not in {"EQ", ""}:
                yield Skipped(line, f"series {str(cells[columns.series]).strip()[:4]}: only EQ is imported")
                continue
            try:
                yield self._row(cells, line=line, times=times)
            except BadRow as error:
                yield rejected(line=line, reason=str(error), content=cells)

    def _is_complete(self, cells: Sequence[Any]) -> bool:
        """One empty cell more at the end is a writer's habit; one less is a line that was cut."""
        return len(cells) == self.columns.width or (len(cells) == self.columns.width + 1 and cells[-1] == "")

    def _row(self, cells: Sequence[Any], *, line: int, times: TimePlan) -> BarRow:
        columns = self.columns
        symbol, stamp = self.stamp(cells)
        try:
            begin = times.begin(stamp)
            day = ist_date(moment(begin))
        except OverflowError as error:
            raise BadRow("the time is not a moment of the calendar") from error
        check_day(day=day, today=self.today)
        opening = price_of(cells[columns.open], name="open")
        high = price_of(cells[columns.high], name="high")
        low = price_of(cells[columns.low], name="low")
        close = price_of(cells[columns.close], name="close")
        check_bar(opening=opening, high=high, low=low, close=close)
        volume = None if columns.volume is None else volume_of(cells[columns.volume])
        return BarRow(line, symbol, begin, opening, high, low, close, volume)

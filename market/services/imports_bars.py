"""Bars on their way from a file to the store: a bounded number at a time, each time of an instrument once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from market.domain.imports.bar_columns import BarColumns, find_columns, find_columns_of_text
from market.domain.imports.lines import cells_of
from market.domain.imports.rows import BarRow, Rejected, Skipped
from market.enums import BarInterval
from market.selectors.price_files import bar_files
from market.services.imports_files import BYTES_MAX, CheckedFile
from market.services.imports_runs import Tally
from stocksteward.core.errors import BadInput

ROWS_BUFFERED_MAX = 100_000
_BATCH_ROWS = 16_384

Numbered = tuple[int, Sequence[Any]]


class BarWriter:
    """Collects bars by instrument and merges them into the store when enough have come."""

    def __init__(self, *, exchange: str, interval: BarInterval, tally: Tally) -> None:
        self._exchange = exchange
        self._interval = interval
        self._tally = tally
        self._files = bar_files()
        self._waiting: dict[str, dict[int, BarRow]] = {}
        self._count = 0
        self._written: dict[str, npt.NDArray[np.int64]] = {}

    def take(self, rows: Iterable[BarRow | Rejected | Skipped]) -> None:
        """Count every row and store the good ones."""
        for row in rows:
            self._tally.rows_read += 1
            if isinstance(row, Rejected):
                self._tally.refuse(row)
            elif isinstance(row, Skipped):
                self._tally.skip(row)
            else:
                self._add(row)
        self._flush()

    def _add(self, row: BarRow) -> None:
        waiting = self._waiting.setdefault(row.symbol, {})
        if row.at in waiting:
            self._refuse_repeated(row)
            return
        waiting[row.at] = row
        self._count += 1
        if self._count >= ROWS_BUFFERED_MAX:
            self._flush()

    def _flush(self) -> None:
        for symbol, rows in self._waiting.items():
            fresh = self._without_written(symbol, list(rows.values()))
            if fresh:
                self._tally.merged(self._files.merge(exchange=self._exchange, symbol=symbol, interval=self._interval, rows=fresh))
        self._waiting.clear()
        self._count = 0

    def _without_written(self, symbol: str, rows: list[BarRow]) -> list[BarRow]:
        times = np.array([row.at for row in rows], dtype=np.int64)
        before = self._written.get(symbol)
        if before is None:
            self._written[symbol] = times
            return rows
        is_repeated = np.isin(times, before)
        self._written[symbol] = np.concatenate([before, times[~is_repeated]])
        for row, repeated in zip(rows, is_repeated, strict=True):
            if repeated:
                self._refuse_repeated(row)
        return [row for row, repeated in zip(rows, is_repeated, strict=True) if not repeated]

    def _refuse_repeated(self, row: BarRow) -> None:
        self._tally.refuse(Rejected(row.line, "repeats the time of an earlier row", f"{row.symbol}"))


class TextRows:
    """The rows of a text file of bars, with their lines."""

    def __init__(self, file: CheckedFile) -> None:
        self._file = file
        self.columns: BarColumns = find_columns_of_text(file.first_lines(3))

    def __iter__(self) -> Iterator[Numbered]:
        skipped = self.columns.header_lines
        for number, line in enumerate(islice(self._file.lines(), skipped, None), start=skipped + 1):
            cells = cells_of(line)
            if cells != [""]:
                yield number, cells


class ParquetRows:
    """The rows of a Parquet file of bars, counted from one, a batch in memory at a time."""

    def __init__(self, file: CheckedFile) -> None:
        self._file = file
        with _parquet(file) as source:
            if sum(source.metadata.row_group(group).total_byte_size for group in range(source.num_row_groups)) > BYTES_MAX:
                raise BadInput("path", f"is larger than {BYTES_MAX // 1024 // 1024} MB when unpacked")
            names = source.schema_arrow.names
        everything = find_columns(names, header_lines=0, format_name="Parquet bars")
        places = {everything.time, everything.open, everything.high, everything.low, everything.close}
        places |= {place for place in (everything.volume, everything.symbol, everything.series) if place is not None}
        self._names = [names[place] for place in sorted(places)]
        self.columns = find_columns(self._names, header_lines=0, format_name="Parquet bars")

    def __iter__(self) -> Iterator[Numbered]:
        import pyarrow as pa  # noqa: PLC0415 -- thirty megabytes that most processes never need

        number = 0
        try:
            with _parquet(self._file) as source:
                for batch in source.iter_batches(batch_size=_BATCH_ROWS, columns=self._names):
                    for cells in zip(*(_cells(batch.column(name)) for name in self._names), strict=True):
                        number += 1
                        yield number, cells
        except (pa.ArrowException, OSError, ValueError) as error:
            raise BadInput("path", f"is a broken Parquet file: it can be read up to row {number}") from error


def _parquet(file: CheckedFile) -> Any:
    import pyarrow as pa  # noqa: PLC0415 -- as above
    import pyarrow.parquet as pq  # noqa: PLC0415 -- as above

    try:
        return pq.ParquetFile(file.path)
    except (pa.ArrowException, OSError) as error:
        raise BadInput("path", "is a broken Parquet file: nothing of it was imported") from error


def _cells(column: Any) -> list[Any]:
    import pyarrow as pa  # noqa: PLC0415 -- as above

    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        column = column.cast(pa.timestamp("us", tz=column.type.tz), safe=False)
    values: list[Any] = column.to_pylist()
    return values

"""Bars on disk: one Parquet file for an instrument and interval, prices as whole ten-thousandths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from market.domain.bars import Bar
from market.domain.imports.rows import BarRow, microseconds, moment, price
from market.enums import BarInterval
from market.providers.parquet_files import UNKNOWN, MergeCounts, is_there, only_writer, reading, replace_file, safe_name

if TYPE_CHECKING:
    import pyarrow as pa

Integers = npt.NDArray[np.int64]
_PRICES = ("open", "high", "low", "close")
_METADATA = {b"steward.prices": b"whole ten-thousandths of a rupee", b"steward.at": b"beginning of the bar, UTC"}


@dataclass(frozen=True, slots=True)
class BarFiles:
    """The folder of all bars."""

    root: Path

    def path(self, *, exchange: str, symbol: str, interval: BarInterval) -> Path:
        """Return where the bars of an instrument are, or would be.

        :raises BadInput: if exchange or symbol could mean another folder.
        """
        return self.root.joinpath(*safe_name(exchange=exchange, symbol=symbol), f"{interval.value}.parquet")

    def version(self, *, exchange: str, symbol: str, interval: BarInterval) -> int:
        """Return a number that changes whenever the file does; 0 if there is none."""
        try:
            return self.path(exchange=exchange, symbol=symbol, interval=interval).stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def merge(self, *, exchange: str, symbol: str, interval: BarInterval, rows: Sequence[BarRow]) -> MergeCounts:
        """Add bars, overwriting those of the same time; every time occurs once in ``rows``. If nothing differs, nothing is written."""
        path = self.path(exchange=exchange, symbol=symbol, interval=interval)
        given = np.array(
            [(row.at, row.open, row.high, row.low, row.close, UNKNOWN if row.volume is None else row.volume) for row in rows],
            dtype=np.int64,
        ).reshape(-1, 6)
        given = given[np.argsort(given[:, 0], kind="stable")]
        with only_writer(self.root):
            kept = self._load(path)
            places = np.searchsorted(kept[:, 0], given[:, 0])
            inside = places < len(kept)
            is_known = np.zeros(len(given), dtype=bool)
            is_known[inside] = kept[places[inside], 0] == given[inside, 0]
            differs = np.zeros(len(given), dtype=bool)
            differs[is_known] = (kept[places[is_known]] != given[is_known]).any(axis=1)
            added, changed = int((~is_known).sum()), int(differs.sum())
            if added or changed:
                kept[places[differs]] = given[differs]
                merged = np.concatenate([kept, given[~is_known]])
                replace_file(path, _table(merged[np.argsort(merged[:, 0], kind="stable")]))
        return MergeCounts(added, changed, len(given) - added - changed)

    def read(
        self,
        *,
        exchange: str,
        symbol: str,
        interval: BarInterval,
        start: datetime | None = None,
        end: datetime | None = None,
        limit: int | None = None,
    ) -> list[Bar]:
        """Return the bars that begin from ``start`` and before ``end``, in the order of time; with ``limit`` the latest of them.

        Only the row groups that are needed are read.

        :raises StoreUnreadable: if the file is damaged.
        """
        import pyarrow.parquet as pq  # noqa: PLC0415 -- thirty megabytes that most processes never need

        path = self.path(exchange=exchange, symbol=symbol, interval=interval)
        first = None if start is None else microseconds(start)
        beyond = None if end is None else microseconds(end)
        parts: list[Integers] = []
        count = 0
        if not is_there(path):
            return []
        with reading(path), pq.ParquetFile(path) as source:
            for group in range(source.num_row_groups - 1, -1, -1):
                rows = _array(source.read_row_group(group))
                parts.append(_rows_between(rows, first, beyond))
                count += len(parts[-1])
                has_reached_start = first is not None and len(rows) > 0 and rows[0, 0] <= first
                if has_reached_start or (limit is not None and count >= limit):
                    break
        found = np.concatenate(parts[::-1]) if parts else np.zeros((0, 6), dtype=np.int64)
        return [_bar(row) for row in (found if limit is None else found[max(len(found) - limit, 0) :]).tolist()]

    def _load(self, path: Path) -> Integers:
        import pyarrow.parquet as pq  # noqa: PLC0415 -- as above

        if not is_there(path):
            return np.zeros((0, 6), dtype=np.int64)
        with reading(path), pq.ParquetFile(path) as source:
            return _array(source.read())


def _table(rows: Integers) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 -- as above

    schema = pa.schema(
        [
            pa.field("at", pa.timestamp("us", tz="UTC"), nullable=False),
            *(pa.field(name, pa.int64(), nullable=False) for name in _PRICES),
            pa.field("volume", pa.int64()),
        ],
        metadata=_METADATA,
    )
    volume = pa.array(rows[:, 5], mask=rows[:, 5] == UNKNOWN)
    columns = [pa.array(rows[:, 0]).cast(pa.timestamp("us", tz="UTC")), *(pa.array(rows[:, place]) for place in range(1, 5)), volume]
    return pa.Table.from_arrays(columns, schema=schema)


def _array(table: pa.Table) -> Integers:
    import pyarrow as pa  # noqa: PLC0415 -- as above

    columns: list[Any] = [table.column("at").cast(pa.int64()), *(table.column(name) for name in _PRICES)]
    columns.append(table.column("volume").fill_null(UNKNOWN))
    return np.array(np.column_stack([column.to_numpy() for column in columns]), dtype=np.int64)


def _rows_between(rows: Integers, first: int | None, beyond: int | None) -> Integers:
    begin = 0 if first is None else int(np.searchsorted(rows[:, 0], first, side="left"))
    until = len(rows) if beyond is None else int(np.searchsorted(rows[:, 0], beyond, side="left"))
    return rows[begin:until]


def _bar(row: list[int]) -> Bar:
    at, opening, high, low, close, volume = row
    return Bar(moment(at), price(opening), price(high), price(low), price(close), None if volume == UNKNOWN else volume)

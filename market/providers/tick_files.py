"""Recorded ticks on disk: one Parquet file for an instrument and day, in the order of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from market.domain.bars import RecordedTick, traded_quantities
from market.domain.imports.rows import TickRow, moment, price
from market.providers.parquet_files import MergeCounts, is_there, only_writer, reading, replace_file, safe_name

if TYPE_CHECKING:
    import pyarrow as pa

_METADATA = {b"steward.prices": b"whole ten-thousandths of a rupee", b"steward.volume": b"total of the day", b"steward.at": b"UTC"}
_BATCH_ROWS = 16_384

Stored = tuple[int, int, int | None]  # time in microseconds, price in ten-thousandths, total volume of the day


@dataclass(frozen=True, slots=True)
class TickFiles:
    """The folder of all recorded days."""

    root: Path

    def path(self, *, exchange: str, symbol: str, day: date) -> Path:
        """Return where the ticks of an instrument's day are, or would be.

        :raises BadInput: if exchange or symbol could mean another folder.
        """
        folder, name = safe_name(exchange=exchange, symbol=symbol)
        return self.root / folder / day.isoformat() / f"{name}.parquet"

    def merge(self, *, exchange: str, symbol: str, day: date, rows: Sequence[TickRow]) -> MergeCounts:
        """Add the ticks that are not there yet. Ticks of one moment stay in the order in which they came; repeated ones count as unchanged."""
        path = self.path(exchange=exchange, symbol=symbol, day=day)
        with only_writer(self.root):
            kept = self._load(path)
            known = set(kept)
            fresh: list[Stored] = []
            for row in rows:
                tick = (row.at, row.price, row.volume)
                if tick not in known:
                    known.add(tick)
                    fresh.append(tick)
            if fresh:
                replace_file(path, _table(sorted([*kept, *fresh], key=lambda tick: tick[0])))
        return MergeCounts(len(fresh), 0, len(rows) - len(fresh))

    def read(self, *, exchange: str, symbol: str, day: date) -> Iterator[RecordedTick]:
        """Give the ticks of an instrument's day in the order of time, a batch of the file at a time; none if nothing is recorded.

        :raises StoreUnreadable: if the file is damaged.
        """
        import pyarrow as pa  # noqa: PLC0415 -- thirty megabytes that most processes never need
        import pyarrow.parquet as pq  # noqa: PLC0415 -- as above

        path = self.path(exchange=exchange, symbol=symbol, day=day)
        if not is_there(path):
            return
        with reading(path), pq.ParquetFile(path) as source:
            for batch in source.iter_batches(batch_size=_BATCH_ROWS, columns=["at", "price", "quantity", "volume"]):
                times = batch.column("at").cast(pa.int64()).to_pylist()
                prices, quantities, totals = (batch.column(name).to_pylist() for name in ("price", "quantity", "volume"))
                for at, paid, quantity, total in zip(times, prices, quantities, totals, strict=True):
                    # An index is recorded with totals of zero: nothing was counted.
                    yield RecordedTick(moment(at), price(paid), quantity, total or None)

    def symbols(self, *, exchange: str, day: date) -> list[str]:
        """Return the symbols that have ticks of a day."""
        exchange, _ = safe_name(exchange=exchange, symbol="A")
        return sorted(path.stem for path in (self.root / exchange / day.isoformat()).glob("[!.]*.parquet"))

    def days(self, *, exchange: str) -> list[date]:
        """Return the days that have ticks."""
        exchange, _ = safe_name(exchange=exchange, symbol="A")
        folders = (path for path in (self.root / exchange).glob("[0-9]*-*-*") if any(path.glob("[!.]*.parquet")))
        return sorted(date.fromisoformat(path.name) for path in folders)

    def _load(self, path: Path) -> list[Stored]:
        import pyarrow as pa  # noqa: PLC0415 -- as above
        import pyarrow.parquet as pq  # noqa: PLC0415 -- as above

        if not is_there(path):
            return []
        with reading(path), pq.ParquetFile(path) as source:
            table = source.read(columns=["at", "price", "volume"])
            times = table.column("at").cast(pa.int64()).to_pylist()
            return list(zip(times, table.column("price").to_pylist(), table.column("volume").to_pylist(), strict=True))


def _table(ticks: list[Stored]) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 -- as above

    totals = [total for _, _, total in ticks]
    schema = pa.schema(
        [
            pa.field("at", pa.timestamp("us", tz="UTC"), nullable=False),
            pa.field("price", pa.int64(), nullable=False),
            pa.field("volume", pa.int64()),
            pa.field("quantity", pa.int64()),
        ],
        metadata=_METADATA,
    )
    columns = [
        pa.array([at for at, _, _ in ticks], pa.int64()).cast(pa.timestamp("us", tz="UTC")),
        pa.array([paid for _, paid, _ in ticks], pa.int64()),
        pa.array(totals, pa.int64()),
        pa.array(traded_quantities(totals), pa.int64()),
    ]
    return pa.Table.from_arrays(columns, schema=schema)

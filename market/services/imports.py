"""Importing what the desk is given: bhavcopies, bars and ticks. Good rows are kept, bad ones named, a second time changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Literal

from market.domain.imports import bhavcopy, ticks
from market.domain.imports.bar_times import plan_times
from market.domain.imports.bars import BarReader
from market.domain.imports.rows import BadRow, BarRow, Rejected, Skipped, TickRow, moment, symbol_of
from market.domain.imports.symbols import desk_symbol, symbol_in_file_name
from market.domain.instruments import NSE
from market.enums import BarInterval, ImportKind
from market.providers.parquet_files import safe_name
from market.selectors.price_files import tick_files
from market.services.imports_bars import BarWriter, ParquetRows, TextRows
from market.services.imports_files import CheckedFile, check_file
from market.services.imports_instruments import Listing, ensure_instruments
from market.services.imports_runs import ImportReport, RecordedImport, Tally, recorded_import
from stocksteward.core.clock import IST, ist_date
from stocksteward.core.errors import BadInput

SAMPLE_ROWS = 5_000
TICKS_BUFFERED_MAX = 200_000
ZONES: dict[str, tzinfo] = {"IST": IST, "UTC": UTC}
Stamps = Literal["start", "end"]


def import_bhavcopy(*, path: Path, at: datetime) -> ImportReport:
    """Import the daily bars of a bhavcopy of any of its three shapes, plain or packed, and add the instruments that it knows.

    :raises BadInput: (field ``path``) if the file as a whole cannot be used; single bad lines are in the report instead.
    """
    with recorded_import(kind=ImportKind.BHAVCOPY, path=path, at=at) as under_way:
        tally = under_way.tally
        file = _checked(path, tally)
        if file.is_parquet:
            raise BadInput("path", "is a Parquet file: import_bars reads it")
        sheet = bhavcopy.recognise(file.first_lines(1)[0])
        tally.format_name = sheet.layout.name
        listings: dict[str, Listing] = {}
        rows = bhavcopy.read_rows(islice(file.lines(), 1, None), sheet=sheet, today=ist_date(at))
        BarWriter(exchange=NSE, interval=BarInterval.DAY, tally=tally).take(_noting_listings(rows, listings))
        tally.instruments_added = ensure_instruments(listings.values())
        _refuse_if_nothing(tally)
    return _report(under_way)


def import_bars(
    *,
    path: Path,
    at: datetime,
    symbol: str = "",
    exchange: str = NSE,
    interval: BarInterval | None = None,
    zone: str = "",
    stamps: Stamps | None = None,
) -> ImportReport:
    """Import bars from CSV or Parquet. What is not given is found out from the file: columns, symbol, zone, interval, kind of stamp.

    With ``symbol``, rows of other symbols are skipped. ``zone`` (IST or UTC) is that of stamps which name none.

    :raises BadInput: (field ``path``, ``symbol``, ``exchange``, ``interval`` or ``zone``) if the file as a whole cannot be used.
    """
    with recorded_import(kind=ImportKind.BARS, path=path, at=at) as under_way:
        tally = under_way.tally
        safe_name(exchange=exchange, symbol="A")
        if zone and zone.upper() not in ZONES:
            raise BadInput("zone", f"was given the time zone {zone[:20]!r}: IST and UTC are known")
        file = _checked(path, tally)
        rows = ParquetRows(file) if file.is_parquet else TextRows(file)
        wanted = _checked_symbol(symbol)
        reader = BarReader(columns=rows.columns, symbol=_symbol_of_rows(rows.columns, path=path, wanted=wanted), today=ist_date(at))
        sample = reader.sample(islice(rows, SAMPLE_ROWS))
        times = plan_times(sample, interval=interval, zone=ZONES.get(zone.upper()), is_end=None if stamps is None else stamps == "end")
        tally.format_name = f"{rows.columns.format_name} {times.interval.value}"
        if times.is_end:
            tally.notes.append("stamps are the ends of bars")
        read = reader.read(rows, times=times)
        BarWriter(exchange=exchange, interval=times.interval, tally=tally).take(_only(read, symbol=wanted) if wanted else read)
        _refuse_if_nothing(tally)
    return _report(under_way)


def import_ticks(*, path: Path, at: datetime, symbol: str = "", exchange: str = NSE) -> ImportReport:
    """Import recorded ticks: time, price and, where the file has it, the day's total volume. Repeated ticks are kept once.

    :raises BadInput: (field ``path``, ``symbol`` or ``exchange``) if the file as a whole cannot be used.
    """
    with recorded_import(kind=ImportKind.TICKS, path=path, at=at) as under_way:
        tally = under_way.tally
        safe_name(exchange=exchange, symbol="A")
        file = _checked(path, tally)
        if file.is_parquet:
            raise BadInput("path", "is a Parquet file: ticks are read from CSV")
        columns = ticks.find_tick_columns(file.first_lines(1)[0])
        tally.format_name = "CSV ticks"
        name = _checked_symbol(symbol) or ("" if columns.symbol is not None else _symbol_from_name(path))
        rows = ticks.read_ticks(islice(file.lines(), 1, None), columns=columns, symbol=name, today=ist_date(at))
        _store_ticks(rows, exchange=exchange, tally=tally)
        _refuse_if_nothing(tally)
    return _report(under_way)


def _report(under_way: RecordedImport) -> ImportReport:
    if under_way.report is None:  # pragma: no cover -- the context manager has set it
        raise RuntimeError("the import ended without a report")
    return under_way.report


def _checked(path: Path, tally: Tally) -> CheckedFile:
    file = check_file(path)
    tally.sha256 = file.sha256
    if file.is_cut:
        tally.notes.append("the last line has no end: the file may be cut")
    return file


def _refuse_if_nothing(tally: Tally) -> None:
    if tally.rows_read == 0:
        raise BadInput("path", "has a header but no rows")


def _noting_listings(rows: Iterable[BarRow | Rejected | Skipped], listings: dict[str, Listing]) -> Iterator[BarRow | Rejected | Skipped]:
    for row in rows:
        if isinstance(row, BarRow):
            listings[row.symbol] = Listing(row.symbol, row.isin, row.name, Decimal(row.close).scaleb(-4))
        yield row


def _only(rows: Iterable[BarRow | Rejected | Skipped], *, symbol: str) -> Iterator[BarRow | Rejected | Skipped]:
    for row in rows:
        yield Skipped(row.line, "another symbol") if isinstance(row, BarRow) and row.symbol != symbol else row


def _checked_symbol(text: str) -> str:
    if not text:
        return ""
    try:
        return symbol_of(desk_symbol(text))
    except BadRow as error:
        raise BadInput("symbol", f"was given the symbol {text[:40]!r}: {error}") from error


def _symbol_of_rows(columns: object, *, path: Path, wanted: str) -> str:
    """Return the symbol of every row, or nothing if the file names it row by row."""
    if getattr(columns, "symbol", None) is not None:
        return ""
    ticker = str(getattr(columns, "ticker", ""))
    return wanted or (_checked_symbol(ticker) if ticker else _symbol_from_name(path))


def _symbol_from_name(path: Path) -> str:
    found = symbol_in_file_name(path.name)
    if found is None:
        raise BadInput("symbol", "names no symbol, neither in a column nor in its own name: give --symbol")
    return found


def _store_ticks(rows: Iterable[TickRow | Rejected], *, exchange: str, tally: Tally) -> None:
    waiting: dict[tuple[str, date], list[TickRow]] = {}
    seen: set[tuple[str, int, int, int | None]] = set()
    count = 0
    for row in rows:
        tally.rows_read += 1
        if isinstance(row, Rejected):
            tally.refuse(row)
            continue
        tick = (row.symbol, row.at, row.price, row.volume)
        if tick in seen:
            tally.skip(Skipped(row.line, "repeats an earlier tick"))
            continue
        seen.add(tick)
        waiting.setdefault((row.symbol, ist_date(moment(row.at))), []).append(row)
        count += 1
        if count >= TICKS_BUFFERED_MAX:
            _merge_ticks(waiting, exchange=exchange, tally=tally)
            # What was seen before is in the store now, and the merge knows it as unchanged.
            seen.clear()
            count = 0
    _merge_ticks(waiting, exchange=exchange, tally=tally)


def _merge_ticks(waiting: dict[tuple[str, date], list[TickRow]], *, exchange: str, tally: Tally) -> None:
    files = tick_files()
    for (symbol, day), rows in waiting.items():
        tally.merged(files.merge(exchange=exchange, symbol=symbol, day=day, rows=rows))
    waiting.clear()

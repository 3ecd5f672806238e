"""Real files of exchange, brokers and libraries: counts and prices agree with what other readers find in them."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from market.domain.imports.dates import day_of
from market.enums import BarInterval
from market.models.import_run import ImportRejection
from market.models.instrument import Instrument
from market.selectors.price_files import bar_files, tick_files
from market.services.imports import import_bars, import_bhavcopy, import_ticks
from stocksteward.core.clock import IST

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_folder")]

AT = datetime(2026, 11, 20, 5, tzinfo=UTC)


def midnight(day):
    return datetime(day.year, day.month, day.day, tzinfo=IST).astimezone(UTC)


def stored(symbol, interval=BarInterval.DAY):
    return {bar.at: bar for bar in bar_files().read(exchange="NSE", symbol=symbol, interval=interval)}


def figures(bar):
    return (bar.open, bar.high, bar.low, bar.close, bar.volume)


@pytest.mark.parametrize("day", ["2019-10-27", "2020-03-13", "2020-03-23", "2024-10-28", "2026-02-01", "2026-08-03", "2026-08-21"])
def test_a_days_file_is_imported_as_the_csv_module_reads_it(shared_data, day):
    path = shared_data / f"bhavcopy/sec_bhavdata_full_{day}.csv.gz"
    with gzip.open(path, "rt", newline="") as text:
        rows = [{name.strip(): (value or "").strip() for name, value in row.items()} for row in csv.DictReader(text)]
    is_cut = day == "2026-08-21"
    whole = rows[:-1] if is_cut else rows

    report = import_bhavcopy(path=path, at=AT)

    assert (report.rows_read, report.added, report.rejected, report.skipped) == (len(rows), len(whole), int(is_cut), 0)
    assert Instrument.objects.count() == len(whole)
    for row in whole[:: len(whole) // 60]:
        (bar,) = stored(row["SYMBOL"]).values()
        assert bar.at == midnight(day_of(row["DATE1"]))
        assert figures(bar) == (
            Decimal(row["OPEN_PRICE"]),
            Decimal(row["HIGH_PRICE"]),
            Decimal(row["LOW_PRICE"]),
            Decimal(row["CLOSE_PRICE"]),
            int(row["TTL_TRD_QNTY"]),
        )
    if is_cut:
        rejection = ImportRejection.objects.get()
        assert (rejection.line, rejection.reason) == (len(rows) + 1, "has fewer than 15 columns")
        assert rejection.content.startswith("WINDLAS")
        assert report.detail.startswith("the last line has no end: the file may be cut")
        assert stored("WINDLAS") == {}
        assert import_bhavcopy(path=path, at=AT).unchanged == len(whole)


def test_the_real_udiff_file_of_derivatives_is_skipped_row_by_row(shared_data):
    path = next(shared_data.glob("bhavcopy/BhavCopy_NSE_FO*"))
    with gzip.open(path, "rt") as text:
        count = sum(1 for _ in csv.DictReader(text))

    report = import_bhavcopy(path=path, at=AT)

    assert (report.format_name, report.rows_read, report.skipped, report.added) == ("UDiFF bhavcopy", count, count, 0)


def test_seven_years_of_daily_bars_agree_with_the_file(shared_data):
    (path,) = shared_data.glob("nse_daily/*.parquet")
    table = pq.read_table(path)
    symbols = table.column("SYMBOL").to_pylist()

    first = import_bars(path=path, at=AT)
    second = import_bars(path=path, at=AT)

    assert (first.rows_read, first.added, first.rejected, first.skipped) == (len(table), len(table), 0, 0)
    assert (second.added, second.changed, second.unchanged) == (0, 0, len(table))
    counts = Counter(symbols)
    for symbol in ("RELIANCE", "M&M", "BAJAJ-AUTO", "IDEA", "SUZLON", "HDFC"):
        assert len(stored(symbol)) == counts[symbol]
    reliance = stored("RELIANCE")
    for row in table.filter([symbol == "RELIANCE" for symbol in symbols]).to_pylist():
        prices = (Decimal(repr(row[name])) for name in ("OPEN_PRICE", "HIGH_PRICE", "LOW_PRICE", "CLOSE_PRICE"))
        assert figures(reliance[midnight(row["DATE"])]) == (*prices, row["TTL_TRD_QNTY"])


def test_the_daily_set_and_the_days_file_agree(shared_data):
    (path,) = shared_data.glob("nse_daily/*.parquet")
    import_bhavcopy(path=shared_data / "bhavcopy/sec_bhavdata_full_2024-10-28.csv.gz", at=AT)

    report = import_bars(path=path, at=AT, symbol="RELIANCE")

    assert (report.changed, report.unchanged) == (0, 1)
    assert stored("RELIANCE")[midnight(date(2024, 10, 28))].open == Decimal(1337)


@pytest.mark.parametrize("name", ["RELIANCE", "SBIN", "NIFTY50"])
def test_ticks_of_a_day_agree_with_the_file(shared_data, name):
    path = shared_data / f"ticks/{name}_2021-05-31.csv.gz"
    with gzip.open(path, "rt", newline="") as text:
        rows = list(csv.DictReader(text))
    different = {(row["timestamp"], row["ltp"], row["volume"]) for row in rows}

    report = import_ticks(path=path, at=AT)
    symbol = "NIFTY 50" if name == "NIFTY50" else name
    ticks = list(tick_files().read(exchange="NSE", symbol=symbol, day=date(2021, 5, 31)))

    assert (report.rows_read, report.added, report.rejected) == (len(rows), len(different), 0)
    assert report.skipped == len(rows) - len(different)
    assert [tick.at for tick in ticks] == sorted(tick.at for tick in ticks)
    assert Counter((tick.at.astimezone(IST).strftime("%Y-%m-%d %H:%M:%S"), tick.price) for tick in ticks) == Counter(
        (time, Decimal(price)) for time, price, _ in different
    )
    volumes = [int(row["volume"]) for row in rows]
    known = [tick.quantity for tick in ticks if tick.quantity is not None]
    assert sum(known) == (max(volumes) - int(min(rows, key=lambda row: row["timestamp"])["volume"]) if max(volumes) else 0)
    assert all(quantity >= 0 for quantity in known)
    assert import_ticks(path=path, at=AT).added == 0


@pytest.mark.parametrize(
    ("name", "symbol", "interval", "expected"),
    [
        ("index/nifty_50_daily_niftyindices.csv", "NIFTY 50", "1d", ("2005-03-31 18:30", "2067.65")),
        ("index/nifty_next_50_daily_niftyindices.csv", "NIFTY NEXT 50", "1d", ("2005-03-31 18:30", "4342.85")),
        ("index/nifty_daily_dhan_2023-01_2026-07.csv", "NIFTY 50", "1d", ("2023-01-01 18:30", "18197.45")),
        ("index/banknifty_daily_dhan_2023-01_2026-07.csv", "NIFTY BANK", "1d", ("2023-01-01 18:30", "43203.1")),
        ("nse_daily_adjusted/INFY.csv", "INFY", "1d", ("2020-09-30 18:30", "1017.65")),
        ("nse_minute/INFY_minute_from_ticks_2021-05_06.csv", "INFY", "1m", ("2021-05-07 03:45", "1360")),
        ("nse_minute/NIFTY_50_minute_from_ticks_2021-05_06.csv", "NIFTY 50", "1m", ("2021-05-07 03:45", "14841.8")),
        ("nse_minute/RELIANCE_5minute_2025-08-25_2025-12-03.csv", "RELIANCE", "5m", ("2025-08-25 03:45", "1415.05")),
        ("yahoo/RELIANCE.NS_5m_yfinance_raw_multiindex.csv", "RELIANCE", "5m", ("2026-05-20 03:45", "1319")),
        ("yahoo/NSEI_1m_yfinance_raw_multiindex_2025-09.csv", "NIFTY 50", "1m", ("2025-09-04 03:45", "24876.5996")),
        ("yahoo/SBIN.NS_1d_yfinance_2010_2022_AdjClose.csv", "SBIN", "1d", ("2010-01-03 18:30", "229.12")),
        # The 09:08 of the pre-open is the first; stamps are ends.
        ("nse_minute/NIFTY_1min_2021_DEC_NIFTY.txt.gz", "NIFTY 50", "1m", ("2021-12-01 03:37", "17104.4")),
    ],
)
def test_other_shapes_are_read_with_nothing_said_about_them(shared_data, name, symbol, interval, expected):
    path = shared_data / name
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    lines = sum(1 for line in content.decode().splitlines() if line[:1].isdigit() or line.startswith("NIFTY,"))

    report = import_bars(path=path, at=AT)

    assert (report.rows_read, report.added, report.rejected) == (lines, lines, 0)
    bars = stored(symbol, BarInterval(interval))
    assert len(bars) == lines
    first, close = expected
    begin = datetime.fromisoformat(first).replace(tzinfo=UTC)
    assert min(bars) == begin
    assert bars[begin].close == Decimal(close)
    assert import_bars(path=path, at=AT).unchanged == lines


def test_a_running_day_without_close_is_refused_and_the_others_kept(shared_data):
    report = import_bars(path=shared_data / "yahoo/RELIANCE.NS_1d_yfinance_2016-07_2026-07.csv.gz", at=AT)

    assert (report.added, report.reasons) == (report.rows_read - 1, {"close is missing": 1})
    assert report.rejections[0].content.startswith("2026-07-10")


@pytest.mark.parametrize(
    ("name", "interval", "symbols"),
    [
        ("nse_minute/minute_from_ticks_20stocks_nifty_2021-05_06.parquet", "1m", 18),
        ("nse_minute/NIFTY50_index_1min_2021-01_2023-01.parquet", "1m", 1),
        ("yahoo/yfinance_5m_nifty50_2026.parquet", "5m", 47),
        ("nse_daily_adjusted/nifty50_daily_split_adjusted_2020-10_2025-09.parquet", "1d", 50),
    ],
)
def test_parquet_sets_are_imported_whole(shared_data, data_folder, name, interval, symbols):
    path = shared_data / name

    report = import_bars(path=path, at=AT)

    count = pq.ParquetFile(path).metadata.num_rows
    assert (report.rows_read, report.added, report.rejected) == (count, count, 0)
    assert len(list((data_folder / "bars" / "NSE").glob(f"*/{interval}.parquet"))) == symbols


def test_minutes_that_are_stamped_with_their_end_begin_at_the_opening(shared_data):
    import_bars(path=shared_data / "nse_minute/NIFTY50_index_1min_2021-01_2023-01.parquet", at=AT)

    bars = stored("NIFTY 50", BarInterval.MINUTE)

    opening = datetime(2021, 1, 1, 9, 15, tzinfo=IST)
    assert bars[opening].open == Decimal("13997.9")
    assert opening + timedelta(hours=6, minutes=14) in bars

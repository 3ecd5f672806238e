"""The stores of bars and ticks: exact, merged by time, replaced whole, and never outside of their folder."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.domain.bars import RecordedTick
from market.domain.imports.rows import BarRow, TickRow, microseconds
from market.enums import BarInterval
from market.providers import parquet_files
from market.providers.bar_files import BarFiles
from market.providers.parquet_files import StoreUnreadable
from market.providers.tick_files import TickFiles
from stocksteward.core.errors import BadInput

BEGIN = datetime(2021, 5, 31, 3, 45, tzinfo=UTC)
DAY = date(2021, 5, 31)
WHERE = {"exchange": "NSE", "symbol": "RELIANCE", "interval": BarInterval.MINUTE}
TICKS_OF = {"exchange": "NSE", "symbol": "RELIANCE", "day": DAY}


def row(minute, close=100_000, volume=5):
    return BarRow(1, "RELIANCE", microseconds(BEGIN + timedelta(minutes=minute)), close, close + 1, close - 1, close, volume)


def tick(second, price=100_000, volume=None):
    return TickRow(1, "RELIANCE", microseconds(BEGIN + timedelta(seconds=second)), price, volume)


def test_a_bar_comes_back_as_exactly_what_it_was(tmp_path):
    BarFiles(tmp_path).merge(**WHERE, rows=[row(0, close=19_374_501, volume=None)])

    (bar,) = BarFiles(tmp_path).read(**WHERE)

    assert (bar.at, bar.open, bar.close, bar.volume) == (BEGIN, Decimal("1937.4501"), Decimal("1937.4501"), None)
    assert (bar.high, bar.low) == (Decimal("1937.4502"), Decimal("1937.4500"))


def test_the_file_says_what_its_whole_numbers_are(tmp_path):
    BarFiles(tmp_path).merge(**WHERE, rows=[row(0)])

    schema = pq.read_schema(tmp_path / "NSE/RELIANCE/1m.parquet")

    assert schema.field("close").type == pa.int64()
    assert schema.field("at").type == pa.timestamp("us", tz="UTC")
    assert schema.metadata[b"steward.prices"] == b"whole ten-thousandths of a rupee"


def test_a_second_merge_changes_nothing_and_does_not_touch_the_file(tmp_path):
    files = BarFiles(tmp_path)

    first = files.merge(**WHERE, rows=[row(1), row(0)])
    version = files.version(**WHERE)
    second = files.merge(**WHERE, rows=[row(0), row(1)])

    assert (first, second) == ((2, 0, 0), (0, 0, 2))
    assert files.version(**WHERE) == version
    assert [bar.at for bar in files.read(**WHERE)] == [BEGIN, BEGIN + timedelta(minutes=1)]


def test_a_corrected_bar_is_changed_and_others_stay(tmp_path):
    files = BarFiles(tmp_path)
    files.merge(**WHERE, rows=[row(0), row(2)])

    counts = files.merge(**WHERE, rows=[row(2, close=90_000), row(1), row(0)])

    assert counts == (1, 1, 1)
    assert [bar.close for bar in files.read(**WHERE)] == [Decimal(10), Decimal(10), Decimal(9)]


@given(st.lists(st.dictionaries(st.integers(0, 30), st.integers(2, 5), max_size=12), max_size=5))
def test_merging_is_as_a_dictionary_would(tmp_path_factory, parts):
    files = BarFiles(tmp_path_factory.mktemp("bars"))
    kept = {}
    for part in parts:
        added = len(part.keys() - kept.keys())
        changed = sum(1 for minute, close in part.items() if minute in kept and kept[minute] != close)
        kept |= part
        assert files.merge(**WHERE, rows=[row(minute, close) for minute, close in part.items()]) == (
            added,
            changed,
            len(part) - added - changed,
        )

    assert [(bar.at, int(bar.close * 10_000)) for bar in files.read(**WHERE)] == [
        (BEGIN + timedelta(minutes=minute), kept[minute]) for minute in sorted(kept)
    ]


def test_the_latest_bars_between_two_moments_are_read_across_row_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet_files, "ROW_GROUP_ROWS", 10)
    files = BarFiles(tmp_path)
    files.merge(**WHERE, rows=[row(minute) for minute in range(95)])
    assert pq.ParquetFile(files.path(**WHERE)).num_row_groups == 10

    def minutes(**kwargs):
        return [(bar.at - BEGIN) // timedelta(minutes=1) for bar in files.read(**WHERE, **kwargs)]

    assert minutes() == list(range(95))
    assert minutes(limit=3) == [92, 93, 94]
    assert minutes(limit=25) == list(range(70, 95))
    assert minutes(start=BEGIN + timedelta(minutes=33), limit=500) == list(range(33, 95))
    assert minutes(end=BEGIN + timedelta(minutes=33), limit=5) == [28, 29, 30, 31, 32]
    assert minutes(start=BEGIN + timedelta(minutes=31), end=BEGIN + timedelta(minutes=33)) == [31, 32]
    assert minutes(start=BEGIN + timedelta(days=1)) == []
    assert minutes(end=BEGIN) == []


def test_nothing_stored_is_nothing_read(tmp_path):
    assert BarFiles(tmp_path).read(**WHERE) == []
    assert BarFiles(tmp_path).version(**WHERE) == 0
    assert list(TickFiles(tmp_path).read(**TICKS_OF)) == []
    assert TickFiles(tmp_path).days(exchange="NSE") == []


@pytest.mark.parametrize("symbol", ["", " ", ".", "..", "../x", "A/B", "A\\B", "A\x00B", "A..B", "-", "x" * 60, "~root", "A\nB", "^NSEI"])
def test_no_symbol_leads_out_of_the_folder(tmp_path, symbol):
    with pytest.raises(BadInput) as caught:
        BarFiles(tmp_path).path(exchange="NSE", symbol=symbol, interval=BarInterval.DAY)

    assert list(caught.value.details) == ["symbol"]


@pytest.mark.parametrize("symbol", ["M&M", "BAJAJ-AUTO", "NIFTY 50", "20MICRONS", "A"])
def test_every_symbol_of_the_exchange_has_a_folder(tmp_path, symbol):
    assert BarFiles(tmp_path).path(exchange="NSE", symbol=symbol, interval=BarInterval.DAY) == tmp_path / "NSE" / symbol / "1d.parquet"


@pytest.mark.parametrize("exchange", ["", "..", "nse", "NSE/..", "N"])
def test_no_exchange_leads_out_of_the_folder(tmp_path, exchange):
    with pytest.raises(BadInput):
        TickFiles(tmp_path).path(exchange=exchange, symbol="A", day=DAY)


@pytest.mark.parametrize("content", [b"PAR1", b"not parquet at all", b"PAR1" + b"\x00" * 100 + b"PAR1"])
def test_a_damaged_file_is_named_and_not_overwritten(tmp_path, content):
    files, ticks = BarFiles(tmp_path / "bars"), TickFiles(tmp_path / "ticks")
    for path in (files.path(**WHERE), ticks.path(**TICKS_OF)):
        path.parent.mkdir(parents=True)
        path.write_bytes(content)

    with pytest.raises(StoreUnreadable, match=r"1m\.parquet of RELIANCE cannot be read"):
        files.read(**WHERE)
    with pytest.raises(StoreUnreadable):
        files.merge(**WHERE, rows=[row(0)])
    with pytest.raises(StoreUnreadable, match=r"RELIANCE\.parquet of 2021-05-31"):
        list(ticks.read(**TICKS_OF))
    with pytest.raises(StoreUnreadable):
        ticks.merge(**TICKS_OF, rows=[tick(0)])
    assert files.path(**WHERE).read_bytes() == content


def test_a_file_that_a_power_cut_emptied_is_filled_by_importing_again(tmp_path):
    files = BarFiles(tmp_path)
    files.path(**WHERE).parent.mkdir(parents=True)
    files.path(**WHERE).touch()

    assert files.read(**WHERE) == []
    assert files.merge(**WHERE, rows=[row(0)]) == (1, 0, 0)
    assert len(files.read(**WHERE)) == 1


def test_a_parquet_file_of_something_else_is_named(tmp_path):
    path = BarFiles(tmp_path).path(**WHERE)
    path.parent.mkdir(parents=True)
    pq.write_table(pa.table({"x": [1]}), path)

    with pytest.raises(StoreUnreadable):
        BarFiles(tmp_path).read(**WHERE)


def test_a_write_that_fails_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch):
    files = BarFiles(tmp_path)
    files.merge(**WHERE, rows=[row(0)])

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(OSError, match="No space"):
        files.merge(**WHERE, rows=[row(1)])

    assert len(files.read(**WHERE)) == 1
    assert [path.name for path in files.path(**WHERE).parent.iterdir()] == ["1m.parquet"]


def test_two_writers_lose_nothing(tmp_path):
    def write(first):
        for minute in range(first, 60, 2):
            BarFiles(tmp_path).merge(**WHERE, rows=[row(minute)])

    threads = [threading.Thread(target=write, args=(first,)) for first in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(BarFiles(tmp_path).read(**WHERE)) == 60


def test_ticks_are_put_in_the_order_of_time_and_those_of_one_moment_stay_as_they_came(tmp_path):
    files = TickFiles(tmp_path)

    files.merge(**TICKS_OF, rows=[tick(2, 5, 130), tick(1, 7, 100), tick(1, 6, 110), tick(1, 8, 105)])

    assert list(files.read(**TICKS_OF)) == [
        RecordedTick(BEGIN + timedelta(seconds=1), Decimal("0.0007"), None, 100),
        RecordedTick(BEGIN + timedelta(seconds=1), Decimal("0.0006"), 10, 110),
        RecordedTick(BEGIN + timedelta(seconds=1), Decimal("0.0008"), None, 105),
        RecordedTick(BEGIN + timedelta(seconds=2), Decimal("0.0005"), 20, 130),
    ]


def test_repeated_ticks_are_kept_once_and_quantities_follow_later_arrivals(tmp_path):
    files = TickFiles(tmp_path)

    first = files.merge(**TICKS_OF, rows=[tick(0, 5, 100), tick(2, 5, 130)])
    second = files.merge(**TICKS_OF, rows=[tick(0, 5, 100), tick(1, 5, 110)])
    third = files.merge(**TICKS_OF, rows=[tick(0, 5, 100), tick(1, 5, 110), tick(2, 5, 130)])

    assert (first, second, third) == ((2, 0, 0), (1, 0, 1), (0, 0, 3))
    assert [found.quantity for found in files.read(**TICKS_OF)] == [None, 10, 20]


def test_days_and_symbols_are_listed(tmp_path):
    files = TickFiles(tmp_path)
    files.merge(**TICKS_OF, rows=[tick(0)])
    files.merge(**{**TICKS_OF, "symbol": "M&M"}, rows=[tick(0)])
    (tmp_path / "NSE" / "2021-06-01").mkdir()

    assert files.days(exchange="NSE") == [DAY]
    assert files.symbols(exchange="NSE", day=DAY) == ["M&M", "RELIANCE"]
    assert files.symbols(exchange="NSE", day=date(2021, 6, 1)) == []

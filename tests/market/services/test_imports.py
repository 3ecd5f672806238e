"""Imports: good rows are kept, bad ones named, a second time changes nothing, and no file makes a traceback."""

from __future__ import annotations

import gzip
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command

from market.domain.instruments import tick_size_at
from market.enums import BarInterval, ImportStatus, InstrumentKind
from market.models.import_run import ImportRejection, ImportRun
from market.models.instrument import Instrument
from market.selectors.price_files import bar_files, tick_files
from market.services import imports_bars, imports_files, imports_runs
from market.services.imports import import_bars, import_bhavcopy, import_ticks
from market.services.imports_runs import StoreFull
from stocksteward.core.errors import BadInput
from tests.factories.market import InstrumentFactory, RelianceFactory
from tests.market.domain.imports.test_bhavcopy import FULL, FULL_ROW, OLD, OLD_ROW, UDIFF, UDIFF_ROW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_folder")]

AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
BARS = "timestamp,open,high,low,close,volume\n2021-05-07 09:15:00+05:30,10,12,9,11,5\n2021-05-07 09:16:00+05:30,11,12,10,11,6\n"
TICKS = "timestamp,ltp,volume\n2021-05-31 09:15:04,2107.25,97152\n2021-05-31 09:15:05,2104.7,102483\n"


def write(path, text, *, packing=""):
    data = text if isinstance(text, bytes) else text.encode()
    if packing == "gz":
        data = gzip.compress(data)
    elif packing == "zip":
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inside.csv", data)
        data = buffer.getvalue()
    path.write_bytes(data)
    return path


def stored(symbol, interval=BarInterval.DAY):
    return bar_files().read(exchange="NSE", symbol=symbol, interval=interval)


@pytest.mark.parametrize("packing", ["", "gz", "zip"])
@pytest.mark.parametrize(("header", "row"), [(OLD, OLD_ROW), (FULL, FULL_ROW), (UDIFF, UDIFF_ROW)])
def test_a_bhavcopy_of_every_shape_and_packing_is_imported(tmp_path, header, row, packing):
    path = write(tmp_path / "any name", f"{header}\n{row}\n", packing=packing)

    report = import_bhavcopy(path=path, at=AT)

    assert (report.rows_read, report.added, report.rejected, report.skipped) == (1, 1, 0, 0)
    (bar,) = stored("RELIANCE")
    assert (bar.at, bar.close, bar.volume) == (datetime(2024, 10, 24, 18, 30, tzinfo=UTC), Decimal("2655.7"), 1_234_567)


def test_a_second_import_changes_nothing(tmp_path):
    path = write(tmp_path / "bhav.csv", f"{OLD}\n{OLD_ROW}\n")
    import_bhavcopy(path=path, at=AT)
    before = Instrument.objects.get()

    report = import_bhavcopy(path=path, at=AT)

    assert (report.added, report.changed, report.unchanged, report.instruments_added) == (0, 0, 1, 0)
    assert Instrument.objects.get().updated_at == before.updated_at
    assert list(ImportRun.objects.values_list("rows_added", "rows_unchanged").order_by("pk")) == [(1, 0), (0, 1)]


def test_the_same_day_in_another_shape_changes_nothing_but_a_correction_does(tmp_path):
    import_bhavcopy(path=write(tmp_path / "a.csv", f"{OLD}\n{OLD_ROW}\n"), at=AT)

    same = import_bhavcopy(path=write(tmp_path / "b.csv", f"{FULL}\n{FULL_ROW}\n"), at=AT)
    other = import_bhavcopy(path=write(tmp_path / "c.csv", f"{UDIFF}\n{UDIFF_ROW.replace('2655.7,', '2655.8,')}\n"), at=AT)

    assert (same.unchanged, other.changed) == (1, 1)
    assert stored("RELIANCE")[0].close == Decimal("2655.8")


def test_bad_lines_are_kept_with_line_and_reason_and_good_rows_stay(tmp_path):
    rows = [
        OLD_ROW,
        OLD_ROW.replace("2650.1,", "NaN,"),
        OLD_ROW.replace("RELIANCE", "TCS").replace("INE002A01018", "INE467B01029"),
        OLD_ROW,
    ]
    path = write(tmp_path / "bhav.csv", "\n".join([OLD, *rows, OLD_ROW.replace(",EQ,", ",BE,"), "RELIANCE,EQ,12"]))

    report = import_bhavcopy(path=path, at=AT)

    assert (report.rows_read, report.added, report.rejected, report.skipped) == (6, 2, 3, 1)
    assert list(ImportRejection.objects.values_list("line", "reason")) == [
        (3, "open is not a finite number"),
        (5, "repeats the time of an earlier row"),
        (7, "has fewer than 14 columns"),
    ]
    run = ImportRun.objects.get()
    assert (run.status, run.rows_rejected, run.format_name, len(run.sha256)) == (ImportStatus.DONE, 3, "bhavcopy", 64)
    assert run.detail.startswith("the last line has no end: the file may be cut; skipped 1: series BE")
    assert {row.symbol for row in Instrument.objects.all()} == {"RELIANCE", "TCS"}


def test_of_very_many_bad_lines_all_are_counted_and_some_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(imports_runs, "REJECTIONS_KEPT_MAX", 5)
    path = write(tmp_path / "bhav.csv", "\n".join([OLD, *["x,EQ"] * 50, OLD_ROW]) + "\n")

    report = import_bhavcopy(path=path, at=AT)

    assert (report.rejected, report.added, len(report.rejections)) == (50, 1, 5)
    assert ImportRejection.objects.count() == 5
    assert "only the first 5 rejected lines are kept" in report.detail


def test_a_file_of_derivatives_is_recognised_and_skipped_with_the_reason(tmp_path):
    path = write(tmp_path / "fo.csv", f"{UDIFF}\n{UDIFF_ROW.replace(',CM,', ',FO,')}\n")

    report = import_bhavcopy(path=path, at=AT)

    assert (report.added, report.skips) == (0, {"segment FO: this desk trades cash equity (CM)": 1})
    assert not Instrument.objects.exists()


def test_instruments_are_made_with_what_the_file_knows(tmp_path):
    fund = UDIFF_ROW.replace("INE002A01018,RELIANCE", "INF204KB14I2,NIFTYBEES")
    import_bhavcopy(path=write(tmp_path / "cm.csv", f"{UDIFF}\n{UDIFF_ROW}\n{fund}\n"), at=AT)

    share, etf = Instrument.objects.get(symbol="RELIANCE"), Instrument.objects.get(symbol="NIFTYBEES")

    assert (share.kind, share.isin, share.name, share.is_tradable) == (
        InstrumentKind.EQUITY,
        "INE002A01018",
        "RELIANCE INDUSTRIES LTD",
        True,
    )
    assert share.tick_size == tick_size_at(price=Decimal("2655.7"), kind=InstrumentKind.EQUITY)
    assert (etf.kind, etf.tick_size, etf.is_tradable) == (InstrumentKind.ETF, Decimal("0.01"), True)


def test_without_isin_an_instrument_is_shown_and_not_traded_until_a_file_has_it(tmp_path):
    import_bhavcopy(path=write(tmp_path / "a.csv", f"{FULL}\n{FULL_ROW}\n"), at=AT)
    assert not Instrument.objects.get().is_tradable

    import_bhavcopy(path=write(tmp_path / "b.csv", f"{OLD}\n{OLD_ROW}\n"), at=AT)

    assert (Instrument.objects.get().isin, Instrument.objects.get().is_tradable) == ("INE002A01018", True)


def test_an_old_name_does_not_take_the_isin_of_the_new_one(tmp_path):
    InstrumentFactory(symbol="ETERNAL", isin="INE758T01015")
    path = write(tmp_path / "a.csv", f"{OLD}\n{OLD_ROW.replace('RELIANCE', 'ZOMATO').replace('INE002A01018', 'INE758T01015')}\n")

    import_bhavcopy(path=path, at=AT)

    assert Instrument.objects.get(symbol="ZOMATO").isin == ""
    assert Instrument.objects.get(symbol="ETERNAL").isin == "INE758T01015"


def test_what_the_desk_knows_of_an_instrument_is_not_overwritten(tmp_path):
    RelianceFactory(name="Reliance", tick_size=Decimal("0.05"))

    import_bhavcopy(path=write(tmp_path / "cm.csv", f"{UDIFF}\n{UDIFF_ROW}\n"), at=AT)

    row = Instrument.objects.get()
    assert (row.name, row.tick_size) == ("Reliance", Decimal("0.05"))


def test_bars_of_a_file_that_names_no_symbol_belong_to_its_name_or_to_what_is_given(tmp_path):
    import_bars(path=write(tmp_path / "INFY_1m.csv", BARS), at=AT)
    import_bars(path=write(tmp_path / "bars.csv", BARS), at=AT, symbol="m&m")

    assert len(stored("INFY", BarInterval.MINUTE)) == len(stored("M&M", BarInterval.MINUTE)) == 2


def test_of_several_symbols_the_given_one_is_taken(tmp_path):
    text = "symbol,date,open,high,low,close\nA,2021-05-07,1,1,1,1\nB,2021-05-07,1,1,1,1\nA,2021-05-08,1,1,1,1\n"

    report = import_bars(path=write(tmp_path / "x.csv", text), at=AT, symbol="A")

    assert (report.added, report.skips) == (2, {"another symbol": 1})
    assert [bar.volume for bar in stored("A")] == [None, None]
    assert stored("B") == []


def test_a_repeated_bar_is_refused_even_far_from_the_first(tmp_path, monkeypatch):
    monkeypatch.setattr(imports_bars, "ROWS_BUFFERED_MAX", 2)
    first = "A,2021-05-07,1,1,1,1\n"
    text = "symbol,date,open,high,low,close\n" + first + "".join(f"A,2021-05-{day},1,1,1,1\n" for day in range(10, 16)) + first

    report = import_bars(path=write(tmp_path / "x.csv", text), at=AT)

    assert (report.added, report.rejected, report.unchanged) == (7, 1, 0)
    assert report.rejections[0].line == 9


def test_a_parquet_file_of_nanoseconds_and_nulls_is_imported(tmp_path):
    table = pa.table(
        {
            "Symbol": ["A", "A", "A"],
            "DateTime": pa.array([0, 60_000_000_000, 120_000_000_000], pa.timestamp("ns", tz="UTC")),
            "Open": [1.0, 1.5, float("nan")],
            "High": [1.0, 1.5, 1.0],
            "Low": [1.0, 1.5, 1.0],
            "Close": [1.0, 1.5, 1.0],
            "Volume": [None, 3, 3],
        }
    ).set_column(1, "DateTime", pa.array([1_620_358_500_000_000_000 + 60_000_000_000 * n for n in range(3)], pa.timestamp("ns", tz="UTC")))
    pq.write_table(table, tmp_path / "x.parquet")

    report = import_bars(path=tmp_path / "x.parquet", at=AT)

    assert (report.added, report.reasons) == (2, {"open is not a finite number": 1})
    assert [(bar.close, bar.volume) for bar in stored("A", BarInterval.MINUTE)] == [(Decimal(1), None), (Decimal("1.5"), 3)]


@pytest.mark.parametrize("packing", ["", "gz", "zip"])
def test_ticks_are_imported_once(tmp_path, packing):
    path = write(tmp_path / "RELIANCE_2021-05-31.csv", TICKS + TICKS.splitlines()[1] + "\n", packing=packing)

    first, second = import_ticks(path=path, at=AT), import_ticks(path=path, at=AT)

    assert (first.added, first.skips) == (2, {"repeats an earlier tick": 1})
    assert (second.added, second.unchanged, second.skipped) == (0, 2, 1)
    ticks = list(tick_files().read(exchange="NSE", symbol="RELIANCE", day=date(2021, 5, 31)))
    assert [(tick.price, tick.quantity) for tick in ticks] == [(Decimal("2107.25"), None), (Decimal("2104.7"), 5_331)]
    assert ticks[0].at == datetime(2021, 5, 31, 3, 45, 4, tzinfo=UTC)


def a_zip(*names, content=b"x"):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return buffer.getvalue()


BROKEN = [
    (b"", "is empty"),
    (b"\n \n", "is empty"),
    (b"<!DOCTYPE html><html>Access denied</html>", "is a web page"),
    (b"\xef\xbb\xbf  \n <html>", "is a web page"),
    (b'{"error": 1}', "is JSON"),
    (b"\x7fELF\x00\x00", "is not a text file"),
    (b"a,b,c\n1,2,3\n", "column"),
    (gzip.compress(b"x" * 1000)[:-12], "is a broken gzip file"),
    (b"\x1f\x8b" + b"rubbish" * 10, "is a broken gzip file"),
    (gzip.compress(b""), "is empty"),
    (gzip.compress(b"<html>"), "is a web page"),
    (b"PK\x03\x04" + b"rubbish" * 10, "is a broken zip file"),
    (a_zip("a.csv", "b.csv"), "is a zip with 2 CSV files"),
    (a_zip("readme.md"), "is a zip with 0 CSV files"),
    (a_zip("inside.csv")[:40], "is a broken zip file"),
    (b"x" * 70_000, "has a line of more than 64 KB"),
    (gzip.compress(b"a,b\n" * 2_000_000), "larger than 1 MB when unpacked"),
    (b"a,b\n" * 500_000, "is larger than 1 MB"),
    (b"PAR1rubbish", "Parquet file"),
]


@pytest.mark.parametrize(("content", "words"), BROKEN, ids=[words for _, words in BROKEN])
@pytest.mark.parametrize("command", ["import_bhavcopy", "import_bars", "import_ticks"])
def test_a_file_that_cannot_be_used_is_one_clear_line(tmp_path, monkeypatch, command, content, words):
    monkeypatch.setattr(imports_files.check_file, "__kwdefaults__", {"bytes_max": 1024 * 1024})
    path = write(tmp_path / "RELIANCE_file", content)

    with pytest.raises(CommandError) as caught:
        call_command(command, str(path))

    line = str(caught.value)
    assert line.startswith("RELIANCE_file ")
    assert words in line
    assert "\n" not in line
    run = ImportRun.objects.get()
    assert (run.status, run.detail) == (ImportStatus.FAILED, line)
    assert run.finished_at is not None


@pytest.mark.parametrize("command", ["import_bhavcopy", "import_bars", "import_ticks"])
def test_a_missing_file_and_a_folder_are_named(tmp_path, command):
    (tmp_path / "folder").mkdir()

    with pytest.raises(CommandError, match=r"nowhere\.csv there is no such file; folder is a folder: name the files in it"):
        call_command(command, str(tmp_path / "nowhere.csv"), str(tmp_path / "folder"))


def test_a_device_is_not_read():
    with pytest.raises(CommandError, match="zero is not a regular file"):
        call_command("import_bars", "/dev/zero")


def test_one_file_that_cannot_be_used_stops_no_other(tmp_path, capsys):
    good = write(tmp_path / "good.csv", f"{OLD}\n{OLD_ROW}\nx,EQ\n")

    with pytest.raises(CommandError, match=r"nowhere\.csv there is no such file"):
        call_command("import_bhavcopy", str(tmp_path / "nowhere.csv"), str(good))

    told = capsys.readouterr().out
    assert "good.csv: bhavcopy, 2 rows: 1 added, 0 changed, 0 unchanged, 1 rejected, 0 skipped" in told
    assert "line 3: has fewer than 14 columns: x,EQ" in told
    assert len(stored("RELIANCE")) == 1


@pytest.mark.parametrize("header", [OLD, FULL, UDIFF])
def test_a_header_alone_is_refused(tmp_path, header):
    with pytest.raises(BadInput, match="has a header but no rows"):
        import_bhavcopy(path=write(tmp_path / "bhav.csv", header + "\n"), at=AT)


@pytest.mark.parametrize(
    ("kwargs", "field", "words"),
    [
        ({}, "symbol", "give --symbol"),
        ({"symbol": "../../etc/passwd"}, "symbol", "no symbol has"),
        ({"symbol": "A", "exchange": "../x"}, "exchange", "not the name of an exchange"),
        ({"symbol": "A", "zone": "Mars"}, "zone", "IST and UTC are known"),
    ],
)
def test_what_is_given_wrongly_is_named(tmp_path, kwargs, field, words):
    with pytest.raises(BadInput, match=words) as caught:
        import_bars(path=write(tmp_path / "bars.csv", BARS), at=AT, **kwargs)

    assert list(caught.value.details) == [field]


def test_a_folder_that_cannot_be_written_is_said(tmp_path, data_folder):
    data_folder.mkdir()
    (data_folder / "bars").write_text("a file in the way")

    with pytest.raises(StoreFull, match="was not imported"):
        import_bars(path=write(tmp_path / "INFY_1m.csv", BARS), at=AT)

    assert ImportRun.objects.get().status == ImportStatus.FAILED

"""Columns, zones and intervals are found out; what cannot be is asked for by name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from market.domain.imports.bar_columns import find_columns, find_columns_of_text
from market.domain.imports.bar_times import plan_times
from market.domain.imports.bars import BarReader
from market.domain.imports.dates import moment_of
from market.domain.imports.rows import BadRow, BarRow, Rejected, moment, price_of, volume_of
from market.domain.imports.symbols import desk_symbol, symbol_in_file_name
from market.domain.imports.ticks import find_tick_columns, read_ticks
from market.enums import BarInterval
from stocksteward.core.clock import IST
from stocksteward.core.errors import BadInput

TODAY = date(2026, 11, 20)


def stamps(first, step, count=5, symbol="A"):
    begin = datetime.fromisoformat(first)
    return [(symbol, begin + timedelta(seconds=step * number)) for number in range(count)]


@pytest.mark.parametrize(
    ("sample", "interval", "first"),
    [
        (stamps("2021-05-07 09:15:00+05:30", 60), BarInterval.MINUTE, "2021-05-07 03:45"),
        (stamps("2021-05-07 09:15:00", 60), BarInterval.MINUTE, "2021-05-07 03:45"),
        (stamps("2026-05-20 03:45:00+00:00", 300), BarInterval.FIVE_MINUTES, "2026-05-20 03:45"),
        (stamps("2026-05-20 03:45:00", 300), BarInterval.FIVE_MINUTES, "2026-05-20 03:45"),
        (stamps("2026-05-20 09:15:00", 900), BarInterval.FIFTEEN_MINUTES, "2026-05-20 03:45"),
        (stamps("2026-05-20 09:15:00", 3_600), BarInterval.HOUR, "2026-05-20 03:45"),
        (stamps("2005-04-01", 86_400), BarInterval.DAY, "2005-03-31 18:30"),
        (stamps("2023-01-01 18:30:00", 86_400), BarInterval.DAY, "2023-01-01 18:30"),
        (stamps("2020-10-01 00:00:00+05:30", 86_400), BarInterval.DAY, "2020-09-30 18:30"),
        (stamps("2023-05-08 00:00:00+02:00", 86_400), BarInterval.DAY, "2023-05-07 18:30"),
        (stamps("2023-05-08 00:00:00-05:00", 86_400), BarInterval.DAY, "2023-05-07 18:30"),
        (stamps("2023-05-08", 86_400, count=1), BarInterval.DAY, "2023-05-07 18:30"),
        # end-stamped: no 09:15, a 09:16, and a 15:30
        (stamps("2021-01-01 09:16:00", 60, count=375), BarInterval.MINUTE, "2021-01-01 03:45"),
    ],
)
def test_interval_zone_and_kind_of_stamp_are_found_out(sample, interval, first):
    plan = plan_times(sample)

    assert plan.interval is interval
    assert moment(plan.begin(sample[0][1])) == datetime.fromisoformat(first).replace(tzinfo=UTC)


def test_what_is_given_is_not_guessed():
    plan = plan_times(stamps("2026-05-20 03:45:00", 300), interval=BarInterval.MINUTE, zone=IST, is_end=True)

    assert moment(plan.begin(datetime.fromisoformat("2026-05-20 09:16"))) == datetime(2026, 5, 20, 3, 45, tzinfo=UTC)
    assert plan.interval is BarInterval.MINUTE


def test_symbols_between_each_other_do_not_disturb_the_interval():
    one, other = stamps("2021-05-07 09:15:00", 60), stamps("2021-05-07 09:15:30", 60, symbol="B")

    assert plan_times([row for pair in zip(one, other, strict=True) for row in pair]).interval is BarInterval.MINUTE


@pytest.mark.parametrize("sample", [[], stamps("2021-05-07 09:15:00", 60, count=1)])
def test_an_interval_that_cannot_be_told_is_asked_for(sample):
    with pytest.raises(BadInput, match="give --interval"):
        plan_times(sample)


def test_an_interval_that_the_desk_does_not_have_is_refused():
    with pytest.raises(BadInput, match="is 180 seconds"):
        plan_times(stamps("2021-05-07 09:15:00", 180))


def test_the_three_header_lines_of_yfinance_are_read():
    columns = find_columns_of_text(["Price,Close,High,Low,Open,Volume\n", "Ticker,^NSEI,^NSEI,^NSEI,^NSEI,^NSEI\n", "Datetime,,,,,\n"])

    assert (columns.ticker, columns.header_lines, columns.close, columns.open) == ("^NSEI", 3, 1, 4)


def test_several_tickers_side_by_side_are_refused():
    with pytest.raises(BadInput, match="several tickers"):
        find_columns_of_text(["Price,Close,Close\n", "Ticker,A.NS,B.NS\n", "Date,,\n"])


def test_minute_text_without_header_is_read():
    line = "NIFTY,20211201,09:16,17105.05,17159.90,17079.75,17158.20,0,0"
    reader = BarReader(columns=find_columns_of_text([line]), symbol="", today=TODAY)

    (row,) = reader.read([(1, line.split(","))], times=plan_times([], interval=BarInterval.MINUTE))

    assert isinstance(row, BarRow)
    assert (row.symbol, moment(row.at)) == ("NIFTY 50", datetime(2021, 12, 1, 3, 46, tzinfo=UTC))


def test_the_adjusted_close_is_never_taken_for_the_close():
    assert find_columns(["Date", "Adj Close", "Close", "High", "Low", "Open", "Volume"]).close == 2


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("a,b,c", "lacks the column timestamp or date, open, high, low, close"),
        ("date,open,high,low,volume", "lacks the column close"),
        ("open,high,low,close", "lacks the column timestamp or date"),
        ("date,open,high,low,close,close", "close twice"),
    ],
)
def test_columns_that_are_missing_are_named(header, words):
    with pytest.raises(BadInput, match=words):
        find_columns_of_text([header])


@pytest.mark.parametrize("cells", [["2021-05-07"], [None] * 6, ["2021-05-07", None, 2, 1, 1, 5], ["x", 1, 2, 1, 1, 5]])
def test_bad_cells_are_refused_with_their_line(cells):
    reader = BarReader(columns=find_columns(["date", "open", "high", "low", "close", "volume"]), symbol="A", today=TODAY)

    (row,) = reader.read([(7, cells)], times=plan_times([], interval=BarInterval.DAY))

    assert isinstance(row, Rejected)
    assert row.line == 7


@pytest.mark.parametrize(("value", "price"), [(1319.9000244140625, 13_199_000), ("1319.90005", 13_199_001), (5, 50_000)])
def test_a_float_is_the_price_that_it_means(value, price):
    assert price_of(value, name="close") == price


def test_a_volume_written_as_float_is_a_number_of_shares():
    assert volume_of("256073979.0") == 256_073_979
    assert volume_of(float(3)) == 3
    assert volume_of(None) is None


@pytest.mark.parametrize("text", ["2021-13-01 09:15", "2021-05-07 25:00", "2021-05-07 09:15:00+99:00", "", "soon"])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(BadRow):
        moment_of(text)


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("RELIANCE_2021-05-31.csv.gz", "RELIANCE"),
        ("RELIANCE.NS_1d_yfinance.csv", "RELIANCE"),
        ("INFY.csv", "INFY"),
        ("M&M.csv", "M&M"),
        ("BAJAJ-AUTO_1m.csv", "BAJAJ-AUTO"),
        ("NIFTY50_2021-05-31.csv.gz", "NIFTY 50"),
        ("nifty_daily_dhan.csv", "NIFTY 50"),
        ("banknifty_daily.csv", "NIFTY BANK"),
        ("bars.csv", None),
        ("2021.csv", None),
        ("4063-T-1d.csv", None),
        ("..csv", None),
        ("", None),
    ],
)
def test_a_symbol_is_read_from_a_files_name_only_if_it_looks_like_one(name, symbol):
    assert symbol_in_file_name(name) == symbol


def test_the_names_of_others_are_the_desks():
    assert [desk_symbol(text) for text in ("reliance.ns", "^NSEI", "Nifty Next 50")] == ["RELIANCE", "NIFTY 50", "NIFTY NEXT 50"]


def test_ticks_need_a_time_and_a_price():
    with pytest.raises(BadInput, match="lacks the column timestamp, ltp or price"):
        find_tick_columns("a,b")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2021-05-31 09:15:04,0,1", "price is not above zero"),
        ("2021-05-31 09:15:04,10,-1", "volume is below zero"),
        ("2021-05-31 09:15:04,10", "has not 3 columns"),
        ("2021-05-31 99:15:04,10,1", "the time is not a moment of the calendar"),
        ("2030-05-31 09:15:04,10,1", "the date is in the future"),
    ],
)
def test_a_bad_tick_is_refused_by_reason(line, reason):
    columns = find_tick_columns("timestamp,ltp,volume")

    (row,) = read_ticks([line], columns=columns, symbol="RELIANCE", today=TODAY)

    assert row == Rejected(2, reason, line)

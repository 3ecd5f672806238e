"""The exchange's daily file in its three shapes; every rule that a line may break has its own reason."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from market.domain.imports.bhavcopy import read_rows, recognise
from market.domain.imports.rows import BarRow, Rejected, Skipped, microseconds
from stocksteward.core.errors import BadInput

TODAY = date(2026, 11, 20)
OLD = "SYMBOL,SERIES,OPEN,HIGH,LOW,CLOSE,LAST,PREVCLOSE,TOTTRDQTY,TOTTRDVAL,TIMESTAMP,TOTALTRADES,ISIN,"
FULL = (
    "SYMBOL, SERIES, DATE1, PREV_CLOSE, OPEN_PRICE, HIGH_PRICE, LOW_PRICE, LAST_PRICE, CLOSE_PRICE, AVG_PRICE,"
    " TTL_TRD_QNTY, TURNOVER_LACS, NO_OF_TRADES, DELIV_QTY, DELIV_PER"
)
UDIFF = (
    "TradDt,BizDt,Sgmt,Src,FinInstrmTp,FinInstrmId,ISIN,TckrSymb,SctySrs,XpryDt,FininstrmActlXpryDt,StrkPric,OptnTp,FinInstrmNm,"
    "OpnPric,HghPric,LwPric,ClsPric,LastPric,PrvsClsgPric,UndrlygPric,SttlmPric,OpnIntrst,ChngInOpnIntrst,TtlTradgVol,TtlTrfVal,"
    "TtlNbOfTxsExctd,SsnId,NewBrdLotQty,Rmks,Rsvd1,Rsvd2,Rsvd3,Rsvd4"
)
OLD_ROW = "RELIANCE,EQ,2650.1,2660,2640.05,2655.7,2655,2649,1234567,3270000000,25-OCT-2024,98765,INE002A01018,"
FULL_ROW = "RELIANCE, EQ, 25-Oct-2024, 2649, 2650.1, 2660, 2640.05, 2655, 2655.7, 2651.2, 1234567, 32700.1, 98765, -, -"
UDIFF_ROW = (
    "2024-10-25,2024-10-25,CM,NSE,STK,2885,INE002A01018,RELIANCE,EQ,,,,,RELIANCE INDUSTRIES LTD,2650.1,2660,2640.05,2655.7,2655,2649,,"
    "2655.7,,,1234567,3270000000.00,98765,F1,1,,,,,"
)
DAY = microseconds(datetime(2024, 10, 24, 18, 30, tzinfo=UTC))
PRICES = (26_501_000, 26_600_000, 26_400_500, 26_557_000)


def read(header, *rows):
    return list(read_rows([f"{row}\n" for row in rows], sheet=recognise(header), today=TODAY))


@pytest.mark.parametrize(
    ("header", "row", "isin", "name"),
    [
        (OLD, OLD_ROW, "INE002A01018", ""),
        (FULL, FULL_ROW, "", ""),
        (UDIFF, UDIFF_ROW, "INE002A01018", "RELIANCE INDUSTRIES LTD"),
    ],
)
def test_every_shape_gives_the_same_bar(header, row, isin, name):
    assert read(header, row) == [BarRow(2, "RELIANCE", DAY, *PRICES, 1_234_567, isin, name)]


def test_a_header_with_byte_order_and_case_of_its_own_is_known():
    assert recognise(OLD.lower()).layout.name == "bhavcopy"


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("a,b,c", "names none of the columns"),
        ("", "names none of the columns"),
        (OLD.replace("TOTTRDQTY", "QUANTITY"), "lacks the column TOTTRDQTY"),
        (FULL.replace("CLOSE_PRICE", "CLOSING"), "lacks the column CLOSE_PRICE"),
        (OLD + "OPEN", "has the column OPEN twice"),
    ],
)
def test_another_file_is_refused_by_what_it_lacks(header, words):
    with pytest.raises(BadInput, match=words) as caught:
        recognise(header)

    assert list(caught.value.details) == ["path"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("2650.1,", "0,", "open is not above zero"),
        ("2650.1,", "-5,", "open is not above zero"),
        ("2650.1,", "NaN,", "open is not a finite number"),
        ("2650.1,", "Infinity,", "open is not a finite number"),
        ("2650.1,", "-inf,", "open is not a finite number"),
        ("2650.1,", ",", "open is missing"),
        ("2650.1,", "-,", "open is missing"),
        ("2650.1,", "abc,", "open is not a number"),
        ("2650.1,", "2_650.1,", "open is not a number"),
        ("2650.1,", "1e30,", "open is too large"),
        ("2650.1,", "1e999999999,", "open is too large"),
        ("2650.1,", "1e-999999999,", "open is not above zero"),
        ("2650.1,", "0.00001,", "open has more than four decimal places"),
        ("2650.1,", "2650.12345,", "open has more than four decimal places"),
        ("2650.1,", "2661,", "open is outside of low and high"),
        (",2655.7,", ",2640,", "close is outside of low and high"),
        (",2660,", ",2630,", "high is below low"),
        ("1234567,", "-1,", "volume is below zero"),
        ("1234567,", "1.5,", "volume is not a whole number"),
        ("1234567,", "1e20,", "volume is too large"),
        ("25-OCT-2024", "21-NOV-2026", "the date is in the future"),
        ("25-OCT-2024", "31-FEB-2024", "the date is not a day of the calendar"),
        ("25-OCT-2024", "25-XYZ-2024", "the date is not a day of the calendar"),
        ("25-OCT-2024", "yesterday", "the date is not a date"),
        ("25-OCT-2024", "", "the date is missing"),
        ("25-OCT-2024", "25-OCT-1950", "the date is before the exchange began"),
        ("RELIANCE,", ",", "symbol is missing"),
        ("RELIANCE,", "../../etc,", "symbol has characters that no symbol has"),
        ("RELIANCE,", "RELI\x00ANCE,", "symbol has characters that no symbol has"),
        ("RELIANCE,", "रिलायंस,", "symbol has characters that no symbol has"),
        ("INE002A01018", "INE002", "ISIN is not twelve letters and digits"),
        (",EQ,", ",,", "series is missing"),
        (",98765,INE002A01018,", "", "has fewer than 14 columns"),
        ("RELIANCE,EQ,", '"RELIANCE,EQ,', "has fewer than 14 columns"),
    ],
)
def test_a_bad_line_is_refused_by_reason_and_spoils_no_other(old, new, reason):
    bad = OLD_ROW.replace(old, new, 1)

    first, second = read(OLD, bad, OLD_ROW)

    assert isinstance(first, Rejected)
    assert (first.line, first.reason) == (2, reason)
    assert first.content.startswith(bad[:5].replace("\x00", "�"))
    assert isinstance(second, BarRow)
    assert second.line == 3


def test_what_a_line_says_is_kept_short_and_printable():
    (row,) = read(OLD, "\x00\x1b[2J" + "x" * 10_000)

    assert isinstance(row, Rejected)
    assert len(row.content) == 300
    assert row.content.isprintable()


def test_other_series_and_segments_are_skipped_with_the_reason():
    rows = read(OLD, OLD_ROW.replace(",EQ,", ",BE,")) + read(UDIFF, UDIFF_ROW.replace(",CM,", ",FO,"))

    assert rows == [
        Skipped(2, "series BE: only EQ is imported"),
        Skipped(2, "segment FO: this desk trades cash equity (CM)"),
    ]


def test_blank_lines_are_nothing():
    assert len(read(OLD, "", OLD_ROW, "   ")) == 1


def test_a_missing_volume_is_unknown_and_not_zero():
    (row,) = read(OLD, OLD_ROW.replace("1234567", "-"))

    assert isinstance(row, BarRow)
    assert row.volume is None

"""Yahoo's chart service: recordings are read exactly, every failure has its own name, nothing is invented."""

from __future__ import annotations

import gzip
import json
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from market.domain.bars import Bar
from market.enums import BarInterval, InstrumentKind
from market.providers.base import ProviderAnswerUnreadable, ProviderThrottled, ProviderUnavailable, SymbolUnknownToProvider
from market.providers.yahoo_chart import YahooChart
from tests.market.providers.instruments import an_instrument
from tests.market.providers.yahoo_server import YahooServer, chart, plain, recorded

GOLD = an_instrument("GOLD", kind=InstrumentKind.METAL, exchange="REF", number=2)
RELIANCE = an_instrument()
META = {"regularMarketPrice": 1319.9000244140625, "regularMarketTime": 1_740_051_311, "chartPreviousClose": 1300.5}
START, END = datetime(2019, 12, 1, tzinfo=UTC), datetime(2020, 12, 31, tzinfo=UTC)


@pytest.fixture
def yahoo():
    with YahooServer() as server:
        yield server


def provider(yahoo, **kwargs):
    return YahooChart(base_url=yahoo.url, **{"timeout_seconds": 2, **kwargs})


def ask_bars(yahoo, instrument=GOLD, interval=BarInterval.DAY, **kwargs):
    return provider(yahoo, **kwargs).fetch_bars(instrument=instrument, interval=interval, start=START, end=END)


def test_a_recorded_quote_is_read_as_yahoo_meant_it(yahoo, shared_data):
    yahoo.answers["GC=F"] = recorded(shared_data / "yahoo/json/chart-GC=F-2020-01-01-to-2020-01-03.json")

    (quote,) = provider(yahoo).fetch_quotes([GOLD])

    assert quote.last == Decimal("2952.5")
    assert quote.high == Decimal("2973.4")
    assert quote.low == Decimal("2949.1")
    assert quote.previous_close == Decimal("1519.5")
    assert quote.open == Decimal("1518.1")
    assert (quote.bid, quote.ask, quote.volume) == (None, None, None)
    assert quote.as_of == datetime.fromtimestamp(1_740_051_311, tz=UTC)
    assert (quote.instrument_id, quote.source) == (2, "yahoo_chart")


def test_recorded_bars_are_read_to_four_places(yahoo, shared_data):
    yahoo.answers["GC=F"] = recorded(shared_data / "yahoo/json/chart-GC=F-2020-01-01-to-2020-01-03.json")

    bars = ask_bars(yahoo)

    assert bars == [
        Bar(datetime(2020, 1, 1, 18, 30, tzinfo=UTC), Decimal("1518.1"), Decimal("1528.7"), Decimal("1518"), Decimal("1524.5"), 214)
    ]
    question = yahoo.questions[0][1]
    assert question["period1"] == [str(int(START.timestamp()))]
    assert question["interval"] == ["1d"]


def test_every_day_of_a_long_recording_with_a_split_is_there_unadjusted(yahoo, shared_data):
    path = shared_data / "yahoo/json/chart-AAPL-2020-08-31-to-2020-11-07.json"
    yahoo.answers["AAPL.NS"] = recorded(path)
    result = json.loads(path.read_text())["response"]["bodyJson"]["chart"]["result"][0]

    bars = ask_bars(yahoo, an_instrument("AAPL"))

    closes = [Decimal(repr(value)).quantize(Decimal("0.0001")) for value in result["indicators"]["quote"][0]["close"]]
    assert [bar.close for bar in bars] == closes
    assert len(bars) == len(result["timestamp"])


@pytest.mark.parametrize("name", ["chart-notimestamp-quotes-length.fake", "chart-notimestamp-weird-quote.fake"])
def test_prices_without_times_are_refused(yahoo, shared_data, name):
    yahoo.answers["RELIANCE.NS"] = recorded(shared_data / f"yahoo/json/{name}.json")

    with pytest.raises(ProviderAnswerUnreadable, match="do not belong together"):
        ask_bars(yahoo, RELIANCE)


def test_a_day_without_trades_has_no_bars(yahoo):
    yahoo.answers["RELIANCE.NS"] = chart({"meta": META, "indicators": {"quote": [{}]}})

    assert ask_bars(yahoo, RELIANCE) == []


def test_bars_with_a_null_or_a_contradiction_are_left_out_and_never_zero(yahoo):
    first = int(datetime(2020, 1, 2, 3, 45, tzinfo=UTC).timestamp())
    yahoo.answers["RELIANCE.NS"] = (
        200,
        json.dumps(
            {
                "chart": {
                    "result": [
                        {
                            "meta": META,
                            "timestamp": [first, first + 60, first + 120, first + 180, None],
                            "indicators": {
                                "quote": [
                                    {
                                        "open": [10.0, None, 10.0, 10.0, 1],
                                        "high": [11.0, None, 9.0, 11.0, 1],
                                        "low": [9.0, None, 8.0, 9.0, 1],
                                        "close": [10.5, None, 8.5, float("nan"), 1],
                                        "volume": [None, None, 5, 5, 1],
                                    }
                                ]
                            },
                        }
                    ],
                    "error": None,
                }
            }
        ).encode(),
        {},
    )

    (bar,) = ask_bars(yahoo, RELIANCE, BarInterval.MINUTE)

    assert (bar.close, bar.volume) == (Decimal("10.5"), None)
    assert bar.at == datetime.fromtimestamp(first, tz=UTC)


@pytest.mark.parametrize("price", [None, 0, -1, True, "1319.9", float("nan"), float("inf"), 1e30])
def test_a_price_that_is_none_makes_no_quote(yahoo, price):
    yahoo.answers["RELIANCE.NS"] = chart({"meta": {**META, "regularMarketPrice": price}, "indicators": {"quote": [{}]}})

    assert provider(yahoo).fetch_quotes([RELIANCE]) == []


def test_a_price_without_its_time_makes_no_quote(yahoo):
    yahoo.answers["RELIANCE.NS"] = chart({"meta": {**META, "regularMarketTime": None}, "indicators": {}})

    assert provider(yahoo).fetch_quotes([RELIANCE]) == []


def test_unknown_figures_of_a_quote_are_none(yahoo):
    yahoo.answers["RELIANCE.NS"] = chart({"meta": META})

    (quote,) = provider(yahoo).fetch_quotes([RELIANCE])

    assert quote.last == Decimal("1319.9")
    assert (quote.open, quote.high, quote.low, quote.volume) == (None, None, None, None)


def test_one_hundred_yen_are_quoted_as_the_exchange_does(yahoo):
    yahoo.answers["JPYINR=X"] = chart({"meta": {**META, "regularMarketPrice": 0.5721}})

    (quote,) = provider(yahoo).fetch_quotes([an_instrument("JPYINR", kind=InstrumentKind.CURRENCY, exchange="REF")])

    assert quote.last == Decimal("57.21")


@pytest.mark.parametrize(
    ("symbol", "kind", "asked"),
    [
        ("RELIANCE", InstrumentKind.EQUITY, "RELIANCE.NS"),
        ("M&M", InstrumentKind.EQUITY, "M&M.NS"),
        ("BAJAJ-AUTO", InstrumentKind.EQUITY, "BAJAJ-AUTO.NS"),
        ("NIFTY 50", InstrumentKind.INDEX, "^NSEI"),
        ("NIFTY BANK", InstrumentKind.INDEX, "^NSEBANK"),
        ("USDINR", InstrumentKind.CURRENCY, "INR=X"),
        ("EURINR", InstrumentKind.CURRENCY, "EURINR=X"),
        ("BRENT", InstrumentKind.COMMODITY, "BZ=F"),
    ],
)
def test_every_kind_of_instrument_is_asked_for_by_yahoos_name(yahoo, symbol, kind, asked):
    yahoo.otherwise = chart({"meta": META})

    provider(yahoo).fetch_quotes([an_instrument(symbol, kind=kind)])

    assert [question for question, _ in yahoo.questions] == [asked]


def test_an_instrument_that_yahoo_does_not_have_is_not_asked_for(yahoo):
    assert provider(yahoo).fetch_quotes([an_instrument("NIFTY FMCG", kind=InstrumentKind.INDEX)]) == []
    assert yahoo.questions == []


def test_an_unknown_symbol_spoils_no_other(yahoo):
    yahoo.answers["RELIANCE.NS"] = chart({"meta": META})

    quotes = provider(yahoo).fetch_quotes([an_instrument("NOSUCH", number=9), RELIANCE])

    assert [quote.instrument_id for quote in quotes] == [1]


def test_one_instrument_whose_answer_fails_spoils_no_other(yahoo):
    yahoo.answers["RELIANCE.NS"] = chart({"meta": META})
    yahoo.answers["TCS.NS"] = plain(500, b"oops")

    assert len(provider(yahoo).fetch_quotes([an_instrument("TCS", number=9), RELIANCE])) == 1


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (plain(429, b"Too Many Requests"), ProviderThrottled, "429"),
        (plain(500, b"oops"), ProviderUnavailable, "500"),
        (plain(503, b"<html>Will be right back</html>"), ProviderUnavailable, "503"),
        (plain(200, b"<html><body>Consent</body></html>"), ProviderAnswerUnreadable, "not JSON"),
        (plain(200, b""), ProviderAnswerUnreadable, "not JSON"),
        (plain(200, b'{"chart"'), ProviderAnswerUnreadable, "not JSON"),
        (plain(200, b"[" * 100_000), ProviderAnswerUnreadable, "JSON"),
        (plain(200, b"[]"), ProviderAnswerUnreadable, "no chart"),
        (plain(200, b"{}"), ProviderAnswerUnreadable, "no chart"),
        (plain(401, b'{"finance": {"error": "Invalid Crumb"}}'), ProviderAnswerUnreadable, "401"),
        (plain(302, b"", Location="http://192.0.2.1/elsewhere"), ProviderAnswerUnreadable, "not followed"),
        (plain(200, b"not gzip at all", Content_Encoding="gzip"), ProviderAnswerUnreadable, "unpacked"),
        (plain(200, b" " * 200_000), ProviderAnswerUnreadable, "larger than 97 KB"),
        (plain(200, gzip.compress(b" " * 50_000_000), Content_Encoding="gzip"), ProviderAnswerUnreadable, "larger than 97 KB"),
        (chart(), ProviderAnswerUnreadable, "no result"),
        (chart("text"), ProviderAnswerUnreadable, "no result"),
        (chart({"meta": None}), ProviderAnswerUnreadable, "no meta"),
        (chart(error={"code": "Bad Request", "description": "Invalid interval"}), ProviderAnswerUnreadable, "Invalid interval"),
        (chart(error={"code": "Not Found", "description": "delisted"}), SymbolUnknownToProvider, "delisted"),
        (chart(error={"code": "Not Found", "description": "delisted"}, status=404), SymbolUnknownToProvider, "404"),
    ],
)
def test_every_failure_has_a_name_and_one_question_is_asked(yahoo, answer, error, words):
    yahoo.otherwise = answer

    with pytest.raises(error, match=words) as caught:
        provider(yahoo, body_bytes_max=100_000).fetch_quotes([RELIANCE])

    assert type(caught.value) is error
    assert len(yahoo.questions) == 1


def test_a_server_that_says_nothing_is_given_up_on(yahoo):
    yahoo.delay_seconds = 1

    with pytest.raises(ProviderUnavailable, match=r"not answered within 0\.2 s"):
        provider(yahoo, timeout_seconds=0.2).fetch_quotes([RELIANCE])


def test_a_server_that_drips_is_given_up_on(yahoo):
    yahoo.otherwise = plain(200, b" " * 1_000)
    yahoo.drip_seconds = 0.05
    began = time.monotonic()

    with pytest.raises(ProviderUnavailable, match="not answered within"):
        provider(yahoo, timeout_seconds=0.3).fetch_quotes([RELIANCE])

    assert time.monotonic() - began < 3


def test_a_server_that_is_not_there_is_named():
    with pytest.raises(ProviderUnavailable, match="cannot be reached"):
        YahooChart(base_url="http://127.0.0.1:9", timeout_seconds=1).fetch_quotes([RELIANCE])


def test_a_throttled_round_asks_no_further(yahoo):
    yahoo.otherwise = plain(429, b"Too Many Requests")

    with pytest.raises(ProviderThrottled):
        provider(yahoo).fetch_quotes([an_instrument(f"SHARE{number}", number=number) for number in range(100)])

    assert len(yahoo.questions) <= 10


def test_a_round_of_failures_asks_no_further(yahoo):
    yahoo.otherwise = plain(500, b"oops")

    with pytest.raises(ProviderUnavailable):
        provider(yahoo).fetch_quotes([an_instrument(f"SHARE{number}", number=number) for number in range(100)])

    assert len(yahoo.questions) <= 12


def test_bars_outside_of_what_was_asked_for_are_left_out(yahoo, shared_data):
    yahoo.answers["GC=F"] = recorded(shared_data / "yahoo/json/chart-GC=F-2020-01-01-to-2020-01-03.json")

    bars = provider(yahoo).fetch_bars(instrument=GOLD, interval=BarInterval.DAY, start=START, end=START + timedelta(days=1))

    assert bars == []


def test_bars_of_what_yahoo_does_not_have_are_refused_without_asking(yahoo):
    with pytest.raises(SymbolUnknownToProvider):
        ask_bars(yahoo, an_instrument("NIFTY FMCG", kind=InstrumentKind.INDEX))

    assert yahoo.questions == []

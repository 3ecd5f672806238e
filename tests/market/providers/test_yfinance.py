"""The real yfinance library, its session turned to a server on this machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from market.enums import BarInterval
from market.providers.base import ProviderThrottled, ProviderUnavailable, SymbolUnknownToProvider
from market.providers.yfinance import YFinance
from tests.market.providers.instruments import an_instrument
from tests.market.providers.yahoo_server import YahooServer, chart, plain, recorded

# The library uses what its pandas will not have for ever; that is its own to mend.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

RELIANCE = an_instrument()
MINUTE = int(datetime(2026, 11, 20, 4, 0, tzinfo=UTC).timestamp())
META = {
    "currency": "INR",
    "symbol": "RELIANCE.NS",
    "exchangeName": "NSI",
    "instrumentType": "EQUITY",
    "timezone": "IST",
    "exchangeTimezoneName": "Asia/Kolkata",
    "gmtoffset": 19_800,
    "regularMarketPrice": 1319.9000244140625,
    "regularMarketTime": MINUTE + 119,
    "regularMarketDayHigh": 1325.0,
    "regularMarketDayLow": 1310.0,
    "regularMarketVolume": 4_000,
    "chartPreviousClose": 1300.5,
    "previousClose": 1300.5,
    "priceHint": 2,
    "dataGranularity": "1m",
    "range": "1d",
    "validRanges": ["1d", "5d", "1mo", "max"],
    "currentTradingPeriod": {
        name: {"timezone": "IST", "start": MINUTE - 900, "end": MINUTE + 20_000, "gmtoffset": 19_800} for name in ("pre", "regular", "post")
    },
    "tradingPeriods": [[{"timezone": "IST", "start": MINUTE - 900, "end": MINUTE + 20_000, "gmtoffset": 19_800}]],
}
RESULT = {
    "meta": META,
    "timestamp": [MINUTE, MINUTE + 60],
    "indicators": {
        "quote": [
            {
                "open": [1311.5, 1318.0],
                "high": [1319.0, 1320.1],
                "low": [1311.0, 1317.5],
                "close": [1318.0999755859375, None],
                "volume": [1_500, None],
            }
        ]
    },
}


@pytest.fixture
def yahoo():
    with YahooServer() as server:
        yield server


@pytest.fixture
def provider(yahoo, tmp_path, monkeypatch):
    curl = pytest.importorskip("curl_cffi.requests")
    yfinance = pytest.importorskip("yfinance")
    from yfinance.data import YfData

    class LocalSession(curl.Session):
        """Sends to this machine whatever the library sends to Yahoo."""

        def request(self, method, url, *args, **kwargs):
            host, _, path = url.removeprefix("https://").partition("/")
            assert host.endswith("yahoo.com")
            return super().request(method, f"{yahoo.url}/{path}", *args, **kwargs)

    # The crumb comes from an address that is written into the library; a chart needs none.
    data = YfData()
    monkeypatch.setattr(data, "_crumb", "crumb")
    monkeypatch.setattr(data, "_cookie", True)
    monkeypatch.setattr(data, "_get_cookie_and_crumb", lambda timeout=30: ("crumb", "basic"))
    monkeypatch.setattr(data, "_set_cookie_strategy", lambda strategy, have_lock=False: None)
    session = data._session
    yield YFinance(timeout_seconds=2, cache_folder=tmp_path / "cache", new_session=LocalSession)
    data._set_session(session)
    assert yfinance.__version__


def test_the_latest_price_is_read(yahoo, provider):
    yahoo.answers["RELIANCE.NS"] = chart(RESULT)

    (quote,) = provider.fetch_quotes([RELIANCE])

    assert quote.last == Decimal("1319.9")
    assert (quote.open, quote.high, quote.low) == (Decimal("1311.5"), Decimal(1325), Decimal(1310))
    assert (quote.previous_close, quote.volume, quote.source) == (Decimal("1300.5"), 4_000, "yfinance")
    assert quote.as_of == datetime.fromtimestamp(MINUTE + 119, tz=UTC)
    assert "RELIANCE.NS" in [symbol for symbol, _ in yahoo.questions]


def test_bars_are_read_and_one_with_an_unknown_price_is_left_out(yahoo, provider):
    yahoo.answers["RELIANCE.NS"] = chart(RESULT)
    begin = datetime.fromtimestamp(MINUTE, tz=UTC)

    (bar,) = provider.fetch_bars(
        instrument=RELIANCE, interval=BarInterval.MINUTE, start=begin - timedelta(minutes=5), end=begin + timedelta(minutes=5)
    )

    assert (bar.at, bar.close, bar.volume) == (begin, Decimal("1318.1"), 1_500)


def test_recorded_days_are_read_unadjusted(yahoo, provider, shared_data):
    yahoo.answers["AAPL.NS"] = recorded(shared_data / "yahoo/json/chart-AAPL-2020-08-31-to-2020-11-07.json")

    bars = provider.fetch_bars(
        instrument=an_instrument("AAPL"),
        interval=BarInterval.DAY,
        start=datetime(2020, 8, 1, tzinfo=UTC),
        end=datetime(2020, 12, 1, tzinfo=UTC),
    )

    assert len(bars) > 40
    assert bars[0].close == Decimal("129.04")


def test_an_unknown_symbol_is_named(yahoo, provider):
    with pytest.raises(SymbolUnknownToProvider, match=r"RELIANCE\.NS"):
        provider.fetch_quotes([RELIANCE])


def test_throttling_is_named(yahoo, provider):
    yahoo.otherwise = plain(429, b"Too Many Requests")

    with pytest.raises(ProviderThrottled):
        provider.fetch_quotes([RELIANCE])


@pytest.mark.parametrize(
    "answer", [plain(500, b"oops"), plain(200, b"<html>Consent</html>"), plain(200, b"[]"), plain(200, b"{}"), chart({"meta": None})]
)
def test_every_other_failure_is_ours_to_handle(yahoo, provider, answer):
    yahoo.otherwise = answer

    with pytest.raises(ProviderUnavailable):
        provider.fetch_quotes([RELIANCE])


def test_silence_is_given_up_on(yahoo, tmp_path, provider):
    yahoo.delay_seconds = 3

    with pytest.raises(ProviderUnavailable):
        provider.fetch_quotes([RELIANCE])

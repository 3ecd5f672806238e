"""The yfinance library: the same data by another way, which knows how to look like a browser. Loaded when it is first asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from market.domain.bars import Bar, midnight_in_mumbai
from market.domain.instruments import InstrumentFacts
from market.domain.quotes import LiveQuote
from market.enums import BarInterval
from market.providers.base import (
    ProviderAnswerUnreadable,
    ProviderThrottled,
    ProviderUnavailable,
    SymbolUnknownToProvider,
)
from market.providers.yahoo_answers import YAHOO_INTERVALS, price_of, quote_of, volume_of
from market.providers.yahoo_symbols import yahoo_symbol, yahoo_unit

ROUND_SECONDS_MAX = 60.0
FAILURES_MAX = 3


class YFinance:
    """Asks instrument by instrument. ``new_session`` gives another HTTP session than the library's own (tests)."""

    name = "yfinance"

    def __init__(self, *, timeout_seconds: float, cache_folder: Path, new_session: Callable[[], object] | None = None) -> None:
        self._timeout_seconds = timeout_seconds
        self._cache_folder = cache_folder
        self._new_session = new_session
        self._library: Any = None
        self._cache_failure: type[Exception] = OSError

    def fetch_quotes(self, instruments: Sequence[InstrumentFacts]) -> list[LiveQuote]:
        """Return the latest price of those instruments that Yahoo knows.

        :raises ProviderUnavailable: (or a subclass) if it throttles, or if no instrument at all was answered.
        """
        quotes: list[LiveQuote] = []
        failure: ProviderUnavailable | None = None
        failures = 0
        deadline = time.monotonic() + ROUND_SECONDS_MAX
        for instrument in instruments:
            symbol = yahoo_symbol(instrument)
            if symbol is None:
                continue
            if failures >= FAILURES_MAX or time.monotonic() > deadline:
                break
            try:
                quotes += self._quote(instrument, symbol)
            except SymbolUnknownToProvider as error:
                failure = error
            except ProviderThrottled:
                raise
            except ProviderUnavailable as error:
                failure, failures = error, failures + 1
        if not quotes and failure is not None:
            raise failure
        return quotes

    def fetch_bars(self, *, instrument: InstrumentFacts, interval: BarInterval, start: datetime, end: datetime) -> list[Bar]:
        """Return unadjusted bars that begin from ``start`` and before ``end``.

        :raises ProviderUnavailable: (or a subclass) if there is no answer.
        """
        symbol = yahoo_symbol(instrument)
        if symbol is None:
            raise SymbolUnknownToProvider(f"Yahoo has no {instrument.symbol}.")
        _, frame = self._history(symbol, interval=YAHOO_INTERVALS[interval], start=start, end=end)
        unit = yahoo_unit(instrument)
        bars = []
        for stamp, row in zip(frame.index, frame.to_dict("records"), strict=True):
            at = stamp.to_pydatetime().astimezone(UTC)
            begin = midnight_in_mumbai(at) if interval is BarInterval.DAY else at
            opening, high, low, close = (price_of(row.get(name), unit=unit) for name in ("Open", "High", "Low", "Close"))
            if opening is None or high is None or low is None or close is None or not start <= begin < end:
                continue
            if low <= min(opening, close) <= max(opening, close) <= high:
                bars.append(Bar(begin, opening, high, low, close, volume_of(row.get("Volume"))))
        return bars

    def _quote(self, instrument: InstrumentFacts, symbol: str) -> list[LiveQuote]:
        meta, frame = self._history(symbol, interval="1m", period="1d")
        opening = [float(frame["Open"].iloc[0])] if len(frame) and "Open" in frame else []
        quote = quote_of({"meta": meta, "indicators": {"quote": [{"open": opening}]}}, instrument=instrument, source=self.name)
        return [] if quote is None else [quote]

    def _history(self, symbol: str, **question: object) -> tuple[Mapping[str, Any], Any]:
        library = self._load()
        session = None if self._new_session is None else self._new_session()
        ticker = library.Ticker(symbol, session=session)
        try:
            frame = ticker.history(**question, auto_adjust=False, actions=False, prepost=False, timeout=self._timeout_seconds)
            meta = ticker.get_history_metadata()
        except library.exceptions.YFRateLimitError as error:
            raise ProviderThrottled("Yahoo wants fewer questions (yfinance).") from error
        except (library.exceptions.YFTickerMissingError, library.exceptions.YFPricesMissingError) as error:
            raise SymbolUnknownToProvider(f"Yahoo has no prices of {symbol} (yfinance).") from error
        except library.exceptions.YFException as error:
            raise ProviderUnavailable(f"yfinance: {type(error).__name__}.") from error
        except (OSError, ValueError, self._cache_failure) as error:  # what its HTTP and JSON layers raise derives from the first two
            raise ProviderUnavailable(f"yfinance: {type(error).__name__}.") from error
        except (TypeError, KeyError, IndexError, AttributeError) as error:  # it trips over answers of another shape
            raise ProviderAnswerUnreadable(f"yfinance cannot read Yahoo's answer: {type(error).__name__}.") from error
        return (meta if isinstance(meta, Mapping) else {}), frame

    def _load(self) -> Any:
        if self._library is None:
            import peewee  # noqa: PLC0415 -- what yfinance keeps its cache with
            import yfinance  # noqa: PLC0415 -- sixty megabytes that only the live market needs

            self._cache_folder.mkdir(parents=True, exist_ok=True)
            yfinance.set_tz_cache_location(str(self._cache_folder))
            yfinance.config.debug.hide_exceptions = False  # else it logs what went wrong and returns nothing
            self._library, self._cache_failure = yfinance, peewee.PeeweeException
        return self._library

"""Yahoo's chart service over plain HTTP: one question for an instrument, a few at a time."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from market.domain.bars import Bar
from market.domain.instruments import InstrumentFacts
from market.domain.quotes import LiveQuote
from market.enums import BarInterval
from market.providers.base import ProviderAnswerUnreadable, ProviderThrottled, ProviderUnavailable, SymbolUnknownToProvider
from market.providers.yahoo_answers import YAHOO_INTERVALS, bars_of, quote_of, result_of
from market.providers.yahoo_symbols import yahoo_symbol

if TYPE_CHECKING:
    import httpx

BODY_BYTES_MAX = 4 * 1024 * 1024
QUESTIONS_AT_ONCE = 4
QUESTIONS_MAX = 200  # of one round; an exchange's whole list would be taken for an attack
ROUND_SECONDS_MAX = 60.0
_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"


class YahooChart:
    """Asks ``{base_url}/v8/finance/chart/{symbol}``. It follows no redirect, tries nothing twice and reads no more than 4 MB."""

    name = "yahoo_chart"

    def __init__(self, *, base_url: str, timeout_seconds: float, body_bytes_max: int = BODY_BYTES_MAX) -> None:
        self._base_url = base_url.rstrip("/")
        self._timeout_seconds = timeout_seconds
        self._body_bytes_max = body_bytes_max

    def fetch_quotes(self, instruments: Sequence[InstrumentFacts]) -> list[LiveQuote]:
        """Return the latest price of those instruments that Yahoo knows.

        :raises ProviderUnavailable: (or a subclass) if it throttles, or if no instrument at all was answered.
        """
        wanted = [(found, symbol) for found in instruments if (symbol := yahoo_symbol(found)) is not None][:QUESTIONS_MAX]
        if not wanted:
            return []
        round_ = _Round(deadline=time.monotonic() + ROUND_SECONDS_MAX)
        with self._client() as client, ThreadPoolExecutor(QUESTIONS_AT_ONCE, thread_name_prefix="yahoo") as pool:
            answers = list(pool.map(lambda pair: self._quote(client, *pair, round_=round_), wanted))
        if round_.throttled is not None:
            raise round_.throttled
        quotes = [answer for answer in answers if answer is not None]
        if not quotes and round_.failure is not None:
            raise round_.failure
        return quotes

    def fetch_bars(self, *, instrument: InstrumentFacts, interval: BarInterval, start: datetime, end: datetime) -> list[Bar]:
        """Return unadjusted bars that begin from ``start`` and before ``end``.

        :raises ProviderUnavailable: (or a subclass) if there is no answer.
        """
        symbol = yahoo_symbol(instrument)
        if symbol is None:
            raise SymbolUnknownToProvider(f"Yahoo has no {instrument.symbol}.")
        question = {"period1": str(int(start.timestamp())), "period2": str(int(end.timestamp())), "interval": YAHOO_INTERVALS[interval]}
        with self._client() as client:
            result = self._ask(client, symbol, question)
        return bars_of(result, instrument=instrument, interval=interval, start=start, end=end)

    def _quote(self, client: httpx.Client, instrument: InstrumentFacts, symbol: str, *, round_: _Round) -> LiveQuote | None:
        if round_.is_over():
            return None
        try:
            result = self._ask(client, symbol, {"range": "1d", "interval": "1m"})
            return quote_of(result, instrument=instrument, source=self.name)
        except SymbolUnknownToProvider as error:
            round_.note(error)
        except ProviderThrottled as error:
            round_.throttled = error
        except ProviderUnavailable as error:
            round_.failed(error)
        return None

    def _client(self) -> httpx.Client:
        import httpx  # noqa: PLC0415 -- not needed in the demo market

        return httpx.Client(
            timeout=self._timeout_seconds,
            follow_redirects=False,
            trust_env=True,
            headers={"User-Agent": _AGENT, "Accept": "application/json"},
            limits=httpx.Limits(max_connections=QUESTIONS_AT_ONCE),
        )

    def _ask(self, client: httpx.Client, symbol: str, question: Mapping[str, str]) -> Mapping[str, Any]:
        import httpx  # noqa: PLC0415 -- as above

        url = f"{self._base_url}/v8/finance/chart/{quote(symbol, safe='')}"
        deadline = time.monotonic() + self._timeout_seconds
        try:
            with client.stream("GET", url, params={**question, "includePrePost": "false", "events": "div,splits"}) as response:
                body = self._body(response, deadline)
                status = response.status_code
        except httpx.TimeoutException as error:
            raise ProviderUnavailable(f"Yahoo has not answered within {self._timeout_seconds:g} s.") from error
        except httpx.DecodingError as error:
            raise ProviderAnswerUnreadable("Yahoo's answer cannot be unpacked.") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ProviderUnavailable(f"Yahoo cannot be reached: {type(error).__name__}.") from error
        return _result(status, body)

    def _body(self, response: httpx.Response, deadline: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes():
            size += len(part)
            if size > self._body_bytes_max:
                raise ProviderAnswerUnreadable(f"Yahoo's answer is larger than {self._body_bytes_max // 1024} KB.")
            # The timeout of the library begins anew with every byte.
            if time.monotonic() > deadline:
                raise ProviderUnavailable(f"Yahoo has not answered within {self._timeout_seconds:g} s.")
            parts.append(part)
        return b"".join(parts)


class _Round:
    """What the questions of one round have in common: time, and whether it is of any use to go on."""

    FAILURES_MAX = 5

    def __init__(self, *, deadline: float) -> None:
        self._deadline = deadline
        self._lock = threading.Lock()
        self._failures = 0
        self.throttled: ProviderThrottled | None = None
        self.failure: ProviderUnavailable | None = None

    def is_over(self) -> bool:
        """Whether no more questions should be asked."""
        return self.throttled is not None or self._failures >= self.FAILURES_MAX or time.monotonic() > self._deadline

    def note(self, error: ProviderUnavailable) -> None:
        """Remember what went wrong, for the case that nothing goes well."""
        self.failure = error

    def failed(self, error: ProviderUnavailable) -> None:
        """Count a failure of the provider itself."""
        with self._lock:
            self._failures += 1
            self.failure = error


def _result(status: int, body: bytes) -> Mapping[str, Any]:
    if status == 429:
        raise ProviderThrottled("Yahoo answers 429: too many questions.")
    if status >= 500:
        raise ProviderUnavailable(f"Yahoo answers {status}.")
    if 300 <= status < 400:
        raise ProviderAnswerUnreadable(f"Yahoo sends elsewhere ({status}); that is not followed.")
    try:
        payload = json.loads(body)
    except ValueError as error:
        raise ProviderAnswerUnreadable(f"Yahoo answers {status} with something that is not JSON.") from error
    except RecursionError as error:
        raise ProviderAnswerUnreadable(f"Yahoo answers {status} with JSON that is nested too deeply.") from error
    if status == 404:
        raise SymbolUnknownToProvider("Yahoo answers 404: no such symbol.")
    if status != 200:
        raise ProviderAnswerUnreadable(f"Yahoo answers {status}.")
    return result_of(payload)

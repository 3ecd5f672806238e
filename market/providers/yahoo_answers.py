"""Reading the answers of Yahoo's chart service, whichever library fetched them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from market.domain.bars import Bar, midnight_in_mumbai
from market.domain.instruments import InstrumentFacts
from market.domain.quotes import LiveQuote
from market.enums import BarInterval
from market.providers.base import ProviderAnswerUnreadable, SymbolUnknownToProvider
from market.providers.yahoo_symbols import yahoo_unit

YAHOO_INTERVALS = {
    BarInterval.MINUTE: "1m",
    BarInterval.FIVE_MINUTES: "5m",
    BarInterval.FIFTEEN_MINUTES: "15m",
    BarInterval.HOUR: "1h",
    BarInterval.DAY: "1d",
}
_PLACES = Decimal("0.0001")
_PRICE_MAX = Decimal(10_000_000)
_SECONDS_MAX = 4_102_444_800  # the year 2100: beyond it a stamp is not in seconds


def result_of(payload: object) -> Mapping[str, Any]:
    """Return the one result of a chart answer.

    :raises SymbolUnknownToProvider: if Yahoo says that it has no such symbol.
    :raises ProviderAnswerUnreadable: if the answer has another shape.
    """
    chart = payload.get("chart") if isinstance(payload, Mapping) else None
    if not isinstance(chart, Mapping):
        raise ProviderAnswerUnreadable("Yahoo's answer has no chart.")
    error = chart.get("error")
    if isinstance(error, Mapping):
        code, description = str(error.get("code", ""))[:40], str(error.get("description", ""))[:120]
        if code == "Not Found":
            raise SymbolUnknownToProvider(f"Yahoo: {description or code}")
        raise ProviderAnswerUnreadable(f"Yahoo answers the error {code}: {description}")
    results = chart.get("result")
    if not isinstance(results, list) or not results or not isinstance(results[0], Mapping):
        raise ProviderAnswerUnreadable("Yahoo's answer has no result.")
    return results[0]


def quote_of(result: Mapping[str, Any], *, instrument: InstrumentFacts, source: str) -> LiveQuote | None:
    """Return the latest price of a chart of the running day, None if it names none with its time."""
    meta = result.get("meta")
    if not isinstance(meta, Mapping):
        raise ProviderAnswerUnreadable("Yahoo's answer has no meta.")
    unit = yahoo_unit(instrument)
    last, as_of = price_of(meta.get("regularMarketPrice"), unit=unit), _moment(meta.get("regularMarketTime"))
    if last is None or as_of is None:
        return None
    previous = next((meta[name] for name in ("previousClose", "chartPreviousClose") if meta.get(name) is not None), None)
    openings = _column(_prices(result), "open")
    return LiveQuote(
        instrument_id=instrument.id,
        last=last,
        bid=None,
        ask=None,
        open=next((found for value in openings if (found := price_of(value, unit=unit)) is not None), None),
        high=price_of(meta.get("regularMarketDayHigh"), unit=unit),
        low=price_of(meta.get("regularMarketDayLow"), unit=unit),
        previous_close=price_of(previous, unit=unit),
        volume=volume_of(meta.get("regularMarketVolume")) if instrument.is_tradable else None,
        as_of=as_of,
        source=source,
    )


def bars_of(result: Mapping[str, Any], *, instrument: InstrumentFacts, interval: BarInterval, start: datetime, end: datetime) -> list[Bar]:
    """Return the complete bars of a chart; one with an unknown price is left out, one that contradicts itself too.

    :raises ProviderAnswerUnreadable: if prices and times do not belong together.
    """
    stamps = result.get("timestamp") or []
    prices = _prices(result)
    columns = [_column(prices, name) for name in ("open", "high", "low", "close", "volume")]
    if not isinstance(stamps, list) or any(len(column) != len(stamps) for column in columns):
        raise ProviderAnswerUnreadable("Yahoo's prices and times do not belong together.")
    unit = yahoo_unit(instrument)
    bars: dict[datetime, Bar] = {}
    for stamp, *figures in zip(stamps, *columns, strict=True):
        at = _moment(stamp)
        if at is None:
            continue
        begin = midnight_in_mumbai(at) if interval is BarInterval.DAY else at
        bar = _bar(begin, figures, unit=unit)
        if bar is not None and start <= begin < end:
            bars[begin] = bar
    return [bars[begin] for begin in sorted(bars)]


def price_of(value: object, *, unit: Decimal = Decimal(1)) -> Decimal | None:
    """Return a float of Yahoo as the price that it means, to four places; None for null, NaN, zero, less, or what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > _PRICE_MAX:
        return None
    price = (Decimal(repr(value)) * unit).quantize(_PLACES, ROUND_HALF_UP)
    return price if price > 0 else None


def volume_of(value: object) -> int | None:
    """Return a number of shares; None for null, NaN or what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value < 10**15:
        return None
    return int(value)


def _bar(begin: datetime, figures: Sequence[object], *, unit: Decimal) -> Bar | None:
    opening, high, low, close = (price_of(value, unit=unit) for value in figures[:4])
    if opening is None or high is None or low is None or close is None:
        return None
    if not low <= min(opening, close) <= max(opening, close) <= high:
        return None
    return Bar(begin, opening, high, low, close, volume_of(figures[4]))


def _prices(result: Mapping[str, Any]) -> Mapping[str, Any]:
    indicators = result.get("indicators")
    quotes = indicators.get("quote") if isinstance(indicators, Mapping) else None
    return quotes[0] if isinstance(quotes, list) and quotes and isinstance(quotes[0], Mapping) else {}


def _column(prices: Mapping[str, Any], name: str) -> list[object]:
    values = prices.get(name)
    return values if isinstance(values, list) else []


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):  # yfinance has made one of it, in the exchange's zone
        return datetime.fromtimestamp(value.timestamp(), tz=UTC) if value.tzinfo is not None else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not 0 < value < _SECONDS_MAX:
        return None
    return datetime.fromtimestamp(int(value), tz=UTC)

"""Which column of a file of bars is what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from market.domain.imports.lines import cells_of
from stocksteward.core.errors import BadInput

_TIMES = ("timestamp", "datetime", "ts", "ts_utc", "time", "at", "date", "date1")
_SYMBOLS = ("symbol", "ticker", "tradingsymbol", "index_name")
_NAMES: dict[str, tuple[str, ...]] = {
    "open": ("open", "open_price"),
    "high": ("high", "high_price"),
    "low": ("low", "low_price"),
    "close": ("close", "close_price"),
}
_VOLUMES = ("volume", "ttl_trd_qnty")
_PRICE_NAMES = tuple(_NAMES)
_HEADLESS_DAY = re.compile(r"\d{8}", re.ASCII)
_HEADLESS_TIME = re.compile(r"\d{2}:\d{2}(:\d{2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class BarColumns:
    """Where the columns stand; ``symbol`` and ``volume`` None: the file has none. ``header_lines`` come before the first row.

    ``clock`` is the column of the time of day where date and time stand apart.
    """

    time: int
    open: int
    high: int
    low: int
    close: int
    volume: int | None
    symbol: int | None
    series: int | None
    width: int
    header_lines: int
    format_name: str
    clock: int | None = None
    ticker: str = ""


def find_columns(names: Sequence[str], *, header_lines: int = 1, format_name: str = "CSV bars", ticker: str = "") -> BarColumns:
    """Return where the columns of these names stand.

    :raises BadInput: (field ``path``) naming the columns that are missing.
    """
    lowered = [name.strip().lower() for name in names]

    def place(*, of: Sequence[str]) -> int | None:
        return next((lowered.index(name) for name in of if name in lowered), None)

    prices = {name: place(of=_NAMES[name]) for name in _PRICE_NAMES}
    time = place(of=_TIMES)
    missing = [name for name, found in (("timestamp or date", time), *prices.items()) if found is None]
    if missing:
        raise BadInput("path", f"is no file of bars: it lacks the column {', '.join(missing)}")
    twice = next((name for names_of in _NAMES.values() for name in names_of if lowered.count(name) > 1), None)
    if twice:
        raise BadInput("path", f"has the column {twice} twice: one instrument side by side is read, not several")
    opening, high, low, close = (int(prices[name] or 0) for name in _PRICE_NAMES)
    return BarColumns(
        time=time or 0,
        open=opening,
        high=high,
        low=low,
        close=close,
        volume=place(of=_VOLUMES),
        symbol=place(of=_SYMBOLS),
        series=place(of=("series",)),
        width=len(lowered),
        header_lines=header_lines,
        format_name=format_name,
        ticker=ticker,
    )


def find_columns_of_text(first_lines: Sequence[str]) -> BarColumns:
    """Return where the columns of a text file stand, from its first three lines.

    Understood: one header line; the three of a yfinance download (Price, Ticker, Datetime); none at all, as in NSE's minute
    files (symbol, date, time, open, high, low, close, volume).

    :raises BadInput: (field ``path``) if the file is none of these.
    """
    first = cells_of(first_lines[0])
    if first[0] == "Price" and len(first_lines) >= 3 and cells_of(first_lines[1])[0] == "Ticker":
        return _yfinance_columns(first, tickers=cells_of(first_lines[1]), time_name=cells_of(first_lines[2])[0])
    if len(first) >= 7 and _HEADLESS_DAY.fullmatch(first[1]) and _HEADLESS_TIME.fullmatch(first[2]):
        return BarColumns(
            time=1,
            clock=2,
            symbol=0,
            open=3,
            high=4,
            low=5,
            close=6,
            volume=7 if len(first) > 7 else None,
            series=None,
            width=len(first),
            header_lines=0,
            format_name="minute text without header",
        )
    return find_columns(first)


def _yfinance_columns(first: list[str], *, tickers: list[str], time_name: str) -> BarColumns:
    named = {ticker for ticker in tickers[1:] if ticker}
    if len(named) != 1:
        raise BadInput("path", "holds several tickers side by side: download one instrument to a file")
    return find_columns([time_name or "Datetime", *first[1:]], header_lines=3, format_name="yfinance CSV", ticker=named.pop())

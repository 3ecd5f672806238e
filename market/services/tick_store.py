"""The desk's recorded days as feeds read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from market.domain.bars import RecordedTick
from market.domain.instruments import NSE
from market.selectors.price_files import tick_files


def read_ticks(*, symbol: str, day: date, exchange: str = NSE) -> Iterator[RecordedTick]:
    """Give the ticks of an instrument's day in the order of time; none if nothing is recorded.

    :raises StoreUnreadable: if the file is damaged.
    """
    return tick_files().read(exchange=exchange, symbol=symbol, day=day)


def list_symbols_with_ticks(*, day: date, exchange: str = NSE) -> list[str]:
    """Return the symbols that have ticks of a day."""
    return tick_files().symbols(exchange=exchange, day=day)


def list_days(*, exchange: str = NSE) -> list[date]:
    """Return the days that have ticks."""
    return tick_files().days(exchange=exchange)

"""One recorded day in memory: every tick of every instrument in the order of time, packed into arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from market.domain.bars import Bar, RecordedTick

Integers = npt.NDArray[np.int64]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNITS_A_RUPEE = 10_000
_UNKNOWN = -1
# A bar says where it opened, how far it went and where it closed; these seconds keep quotes young while it is played.
_BAR_SECONDS = (0, 12, 24, 36, 48, 59)


@dataclass(frozen=True, slots=True)
class RecordedDay:
    """All ticks: time in microseconds, price in ten-thousandths of a rupee, quantity and total of the day (-1: unknown), instrument."""

    times: Integers
    prices: Integers
    quantities: Integers
    totals: Integers
    instruments: Integers

    def __len__(self) -> int:
        return len(self.times)

    def position_after(self, moment: datetime) -> int:
        """Return how many ticks there are up to a moment, it included."""
        return int(np.searchsorted(self.times, (moment - _EPOCH) // _MICROSECOND, side="right"))

    def ticks(self, first: int, beyond: int) -> Iterable[tuple[int, RecordedTick]]:
        """Return the ticks at some positions, each with its instrument."""
        for instrument, time, price, quantity, total in zip(
            self.instruments[first:beyond].tolist(),
            self.times[first:beyond].tolist(),
            self.prices[first:beyond].tolist(),
            self.quantities[first:beyond].tolist(),
            self.totals[first:beyond].tolist(),
            strict=True,
        ):
            yield (
                instrument,
                RecordedTick(
                    at=_EPOCH + timedelta(microseconds=time),
                    price=Decimal(price) / _UNITS_A_RUPEE,
                    quantity=None if quantity == _UNKNOWN else quantity,
                    total=None if total == _UNKNOWN else total,
                ),
            )


def record(*, instrument_ids: Sequence[int], read: Callable[[int], Iterable[RecordedTick]]) -> RecordedDay:
    """Read instrument by instrument and pack at once, so that only one file at a time is in memory as objects."""
    columns: list[Integers] = []
    for instrument_id in instrument_ids:
        rows = [
            (
                (row.at - _EPOCH) // _MICROSECOND,
                int(row.price * _UNITS_A_RUPEE),
                _UNKNOWN if row.quantity is None else row.quantity,
                _UNKNOWN if row.total is None else row.total,
                instrument_id,
            )
            for row in read(instrument_id)
            if row.price > 0
        ]
        if rows:
            columns.append(np.array(rows, dtype=np.int64).T)
    joined = np.concatenate(columns, axis=1) if columns else np.zeros((5, 0), dtype=np.int64)
    times, prices, quantities, totals, instruments = joined[:, np.argsort(joined[0], kind="stable")]
    return RecordedDay(times=times, prices=prices, quantities=quantities, totals=totals, instruments=instruments)


def ticks_of_bars(bars: Iterable[Bar]) -> Iterable[RecordedTick]:
    """Tell each minute's bar as six ticks at prices that it names: open, the nearer extreme, the other one, close."""
    for bar in bars:
        extremes = (bar.low, bar.high) if bar.close >= bar.open else (bar.high, bar.low)
        prices = (bar.open, extremes[0], extremes[0], extremes[1], extremes[1], bar.close)
        share = None if bar.volume is None else bar.volume // 4
        rest = None if bar.volume is None or share is None else bar.volume - 3 * share
        quantities = (share, share, 0 if share is not None else None, share, 0 if share is not None else None, rest)
        for second, price, quantity in zip(_BAR_SECONDS, prices, quantities, strict=True):
            yield RecordedTick(at=bar.at + timedelta(seconds=second), price=price, quantity=quantity)

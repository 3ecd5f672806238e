"""The arithmetic of the simulated exchange: arrays over listings, days and seconds. Nothing here is a rupee of anybody's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from market.domain import catalogue, noise
from market.domain.noise import Floats, Integers
from market.enums import InstrumentKind

KNOT_SECONDS = 5
DAY_SECONDS = 86_400
KNOTS_A_DAY = DAY_SECONDS // KNOT_SECONDS
EPOCH_DAY = 20_758  # 2026-11-01: here each instrument stands near its base price

_TREND_A_DAY = {"up": 0.0011, "down": -0.0010, "flat": 0.0, "still": 0.0}
_LEVEL_PERIODS_DAYS = (1, 4, 11, 29, 73)
_OWN_STEADY = (0.0050, 0.0035, 0.0025, 0.0025, 0.0030)
_OWN_WANDERING = (0.0070, 0.0080, 0.0110, 0.0160, 0.0240)
_MARKET = (0.0030, 0.0022, 0.0015, 0.0015, 0.0020)
_SECTOR = (0.0020, 0.0014, 0.0010, 0.0010, 0.0012)
_DAY_RANGE = 0.0085  # how far a day's high and low may reach beyond its ends
_PATH_PERIODS_SECONDS = (7_200, 2_400, 800, 270, 90, 30, 10)
_ROUGHNESS = 0.42
_QUICK_SECONDS = 300  # noise of shorter periods goes on until shortly before a day's turning points
_FADE_KNOTS = 24
_PATH_AMPLITUDE = 0.0040
_MARKET_PATH_AMPLITUDE = 0.0022
_SCALES = {InstrumentKind.CURRENCY: 0.12, InstrumentKind.METAL: 0.6, InstrumentKind.COMMODITY: 0.9, InstrumentKind.INDEX: 0.7}


@dataclass(frozen=True, slots=True)
class Listing:
    """How one instrument behaves; ``scale`` multiplies every noise of it, ``beta`` says how it follows the market as a whole."""

    symbol: str
    base_price: Decimal
    tick_size: Decimal
    trend: str
    sector: str
    daily_volume: int | None
    scale: float
    beta: float
    has_book: bool


def listing_of(*, symbol: str, kind: InstrumentKind, tick_size: Decimal) -> Listing:
    """Return the behaviour of an instrument: the catalogue's, or one drawn from its symbol if it was added later."""
    entry = catalogue.BY_SYMBOL.get(symbol)
    is_share = kind in {InstrumentKind.EQUITY, InstrumentKind.ETF}
    if entry is None:
        base = max((Decimal(100 + noise.stream("base", symbol) % 1_900) // tick_size) * tick_size, tick_size)
        return Listing(symbol, base, tick_size, "flat", "", 1_000_000 if is_share else None, 1.0, 1.0, is_share)
    if entry.trend == "still":
        return Listing(symbol, entry.base_price, tick_size, "still", "", entry.daily_volume, 0.002, 0.0, is_share)
    scale = _SCALES.get(kind, 1.0 if kind is InstrumentKind.EQUITY else 0.5)
    drawn = 0.6 + 0.8 * (noise.stream("beta", symbol) % 1_000) / 1_000
    beta = drawn if kind is InstrumentKind.EQUITY else 1.0 if is_share or kind is InstrumentKind.INDEX else 0.0
    return Listing(symbol, entry.base_price, tick_size, entry.trend, entry.sector, entry.daily_volume, scale, beta, is_share)


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Of each listing (row) and day (column): the logarithm of open, high, low and close, and the knots of the two extremes."""

    first_day: int
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    first_knot: Integers
    second_knot: Integers
    is_high_first: npt.NDArray[np.bool_]


class Paths:
    """The paths of some listings under one seed."""

    def __init__(self, *, seed: int, listings: Sequence[Listing]) -> None:
        def of_each(*parts: object) -> noise.Streams:
            return noise.streams([noise.stream(seed, listing.symbol, *parts) for listing in listings])[:, None]

        def column(values: list[float]) -> Floats:
            return np.array(values, dtype=np.float64)[:, None]

        self.tick = column([float(listing.tick_size) for listing in listings])
        self.daily_volume = column([float(listing.daily_volume or 0) for listing in listings])
        self._base = column([math.log(float(listing.base_price)) for listing in listings])
        self._trend = column([_TREND_A_DAY[listing.trend] for listing in listings])
        self._scale = column([listing.scale for listing in listings])
        self._beta = column([listing.beta for listing in listings])
        self._in_sector = column([1.0 if listing.sector else 0.0 for listing in listings])
        habits = [_OWN_WANDERING if listing.trend == "flat" else _OWN_STEADY for listing in listings]
        self._levels = [
            (
                period,
                column([habit[place] for habit in habits]) * self._scale,
                of_each("level", period),
                _MARKET[place],
                noise.streams([noise.stream(seed, "market", period)]),
                _SECTOR[place],
                noise.streams([noise.stream(seed, "sector", listing.sector, period) for listing in listings])[:, None],
            )
            for place, period in enumerate(_LEVEL_PERIODS_DAYS)
        ]
        self._path = [
            (
                period,
                (period / _PATH_PERIODS_SECONDS[0]) ** _ROUGHNESS,
                of_each("path", period),
                noise.streams([noise.stream(seed, "path", period)]),
            )
            for period in _PATH_PERIODS_SECONDS
        ]
        self._day_streams = {name: of_each("day", name) for name in ("high", "low", "first", "second", "order", "volume", "wave", "book")}
        self._latest_figures: tuple[tuple[int, int], DayFigures] | None = None

    def levels(self, days: Integers) -> Floats:
        """Return the logarithm of the price at the beginning of each day."""
        position = days.astype(np.float64)
        total = self._base + self._trend * (position - EPOCH_DAY)
        for period, own, own_stream, market, market_stream, sector, sector_stream in self._levels:
            at = position / period
            total = total + own * noise.smooth(own_stream, at)
            total = total + self._beta * self._scale * market * noise.smooth(market_stream, at)
            total = total + self._in_sector * sector * noise.smooth(sector_stream, at)
        return total

    def figures(self, *, first_day: int, latest_day: int) -> DayFigures:
        """Return the figures of the days from the first to the latest, both included."""
        key = (first_day, latest_day)
        if self._latest_figures is not None and self._latest_figures[0] == key:
            return self._latest_figures[1]
        levels = self.levels(np.arange(first_day, latest_day + 2, dtype=np.int64))
        days = np.arange(first_day, latest_day + 1, dtype=np.int64)
        opening, closing = levels[:, :-1], levels[:, 1:]
        figures = DayFigures(
            first_day=first_day,
            open=opening,
            close=closing,
            high=np.maximum(opening, closing) + self._reach("high", days),
            low=np.minimum(opening, closing) - self._reach("low", days),
            first_knot=((0.25 + 0.17 * self._drawn("first", days)) * KNOTS_A_DAY).astype(np.int64),
            second_knot=((0.735 + 0.185 * self._drawn("second", days)) * KNOTS_A_DAY).astype(np.int64),
            is_high_first=self._drawn("order", days) < 0,
        )
        self._latest_figures = (key, figures)
        return figures

    def _drawn(self, name: str, days: Integers) -> Floats:
        return noise.at_index(self._day_streams[name], days)

    def _reach(self, name: str, days: Integers) -> Floats:
        return _DAY_RANGE * self._scale * (0.625 + 0.375 * self._drawn(name, days))

    def knot_logs(self, knots: Integers) -> Floats:
        """Return the logarithm of the price at each knot (counted from the beginning of local time)."""
        days, place = np.divmod(knots, KNOTS_A_DAY)
        figures = self.figures(first_day=int(days.min()), latest_day=int(days.max()))
        column = days - figures.first_day
        opening, closing = figures.open[:, column], figures.close[:, column]
        high, low = figures.high[:, column], figures.low[:, column]
        first, second = figures.first_knot[:, column], figures.second_knot[:, column]
        is_high_first = figures.is_high_first[:, column]
        early, late = np.where(is_high_first, high, low), np.where(is_high_first, low, high)
        in_first, in_second = place < first, place < second
        begin = np.where(in_first, 0, np.where(in_second, first, second))
        end = np.where(in_first, first, np.where(in_second, second, KNOTS_A_DAY))
        from_level = np.where(in_first, opening, np.where(in_second, early, late))
        to_level = np.where(in_first, early, np.where(in_second, late, closing))
        share = (place - begin) / (end - begin)
        line = from_level + (to_level - from_level) * share
        # The noise fades at the ends of each stretch, so that the day's open, high, low and close are touched exactly.
        edge = np.minimum(np.minimum(place - begin, end - place) / _FADE_KNOTS, 1.0)
        slow, quick = self._path_noise(knots)
        wandering = line + 4.0 * share * (1.0 - share) * slow + edge * quick
        result: Floats = np.clip(wandering, low, high)
        return result

    def _path_noise(self, knots: Integers) -> tuple[Floats, Floats]:
        seconds = knots.astype(np.float64) * KNOT_SECONDS
        slow: Floats = np.zeros((len(self.tick), len(knots)))
        quick: Floats = np.zeros((len(self.tick), len(knots)))
        for period, weight, own_stream, market_stream in self._path:
            own = noise.smooth(own_stream, seconds / period)
            market = noise.smooth(market_stream, seconds / period)
            both = weight * self._scale * (_PATH_AMPLITUDE * own + _MARKET_PATH_AMPLITUDE * self._beta * market)
            if period > _QUICK_SECONDS:
                slow = slow + both
            else:
                quick = quick + both
        return slow, quick

    def ticks_at(self, seconds: Integers) -> Integers:
        """Return the price at each second of local time as a whole number of ticks: a straight line between knots."""
        knots, beyond = np.divmod(seconds, KNOT_SECONDS)
        wanted, place = np.unique(np.concatenate([knots, knots + 1]), return_inverse=True)
        logs = self.knot_logs(wanted)
        left, right = logs[:, place[: len(knots)]], logs[:, place[len(knots) :]]
        return self.in_ticks(left + (right - left) * (beyond / KNOT_SECONDS))

    def in_ticks(self, logs: Floats) -> Integers:
        """Round prices that are given by their logarithm to whole ticks, at least one."""
        result: Integers = np.maximum(np.rint(np.exp(logs) / self.tick), 1).astype(np.int64)
        return result

    def volumes(self, *, days: Integers, seconds: Integers) -> Integers:
        """Return the shares traded on each day up to a second of local time (from the day's beginning to its end)."""
        share = (seconds - days * DAY_SECONDS) / DAY_SECONDS
        whole = self.daily_volume * (1.0 + 0.4 * self._drawn("volume", days))
        turn = math.tau * self._drawn("wave", days)
        # Two waves, an eight-hour and a five-minute one, that never let the total fall and are over at the day's end.
        grown = share + 0.4 / (math.tau * 3) * (np.sin(math.tau * 3 * share + turn) - np.sin(turn))
        grown = grown + 0.5 / (math.tau * 288) * (np.sin(math.tau * 288 * share + turn) - np.sin(turn))
        result: Integers = np.floor(np.maximum(whole * grown, 0)).astype(np.int64)
        return result

    def book_steps(self, second: int) -> tuple[Integers, Integers]:
        """Return how many ticks the bid is below and the ask above the last price; together one or two."""
        drawn = noise.at_index(self._day_streams["book"], np.array([second // 2], dtype=np.int64))[:, 0]
        return (drawn < 1 / 3).astype(np.int64), (drawn >= -1 / 3).astype(np.int64)

"""How a portfolio has done over its snapshots: time-weighted return and largest fall, as exact percent of two places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from stocksteward.core.money import PAISE


@dataclass(frozen=True, slots=True)
class PerformancePoint:
    """A portfolio's total at a moment, with what had been paid in less taken out by then, in rupees."""

    at: datetime
    total: Decimal
    net_deposits: Decimal


def growth_curve(points: Sequence[PerformancePoint]) -> list[Decimal]:
    """Return what one rupee has become at each point, deposits and withdrawals left out.

    Money that came in or went out between two points counts as if it had moved just before the later one.
    """
    curve = [Decimal(1)] if points else []
    for earlier, later in pairwise(points):
        flow = later.net_deposits - earlier.net_deposits
        growth = (later.total - flow) / earlier.total if earlier.total > 0 else Decimal(1)
        curve.append(curve[-1] * growth)
    return curve


def time_weighted_percent(points: Sequence[PerformancePoint]) -> Decimal | None:
    """Return the return in percent that no deposit or withdrawal distorts; None with fewer than two points."""
    if len(points) < 2:
        return None
    return ((growth_curve(points)[-1] - 1) * 100).quantize(PAISE, ROUND_HALF_UP)


def largest_fall_percent(points: Sequence[PerformancePoint]) -> Decimal | None:
    """Return the largest fall from a peak in percent, as a number of at least zero; None with fewer than two points."""
    if len(points) < 2:
        return None
    peak, fall = Decimal(0), Decimal(0)
    for growth in growth_curve(points):
        peak = max(peak, growth)
        fall = max(fall, (peak - growth) / peak if peak > 0 else Decimal(0))
    return (fall * 100).quantize(PAISE, ROUND_HALF_UP)


def percent_of(amount: Decimal, base: Decimal) -> Decimal | None:
    """Return ``amount`` in percent of ``base``; None if there is no base."""
    return (amount * 100 / base).quantize(PAISE, ROUND_HALF_UP) if base > 0 else None

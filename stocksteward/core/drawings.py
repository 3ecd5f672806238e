"""Small drawings as SVG coordinates, computed on the server: sparklines and stacked bars that work without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

TONES = 8


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A line in a box of 300 by 60; ``line`` and ``area`` are the ``d`` of two paths."""

    line: str
    area: str
    trend: str  # rising | falling | level
    first: Decimal
    last: Decimal
    lowest: Decimal
    highest: Decimal
    base: str  # the height of the first value, for a dashed line


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a stacked bar: where it starts and how wide it is, in percent of the bar."""

    label: str
    value: Decimal
    percent: Decimal
    start: str
    width: str
    tone: str


def sparkline(values: Sequence[Decimal], *, width: int = 300, height: int = 60) -> Sparkline | None:
    """Return the drawing of at least two values in order of time, else None."""
    if len(values) < 2:
        return None
    lowest, highest = min(values), max(values)
    span = highest - lowest
    step = Decimal(width) / (len(values) - 1)

    def place(value: Decimal) -> str:
        share = (value - lowest) / span if span else Decimal("0.5")
        return f"{Decimal(height - 4) - share * (height - 8) + 2:.1f}"

    points = [f"{step * index:.1f} {place(value)}" for index, value in enumerate(values)]
    line = "M" + " L".join(points)
    change = values[-1] - values[0]
    return Sparkline(
        line=line,
        area=f"{line} L{width} {height} L0 {height}Z",
        trend="rising" if change > 0 else "falling" if change < 0 else "level",
        first=values[0],
        last=values[-1],
        lowest=lowest,
        highest=highest,
        base=place(values[0]),
    )


def stacked_bar(parts: Sequence[tuple[str, Decimal]], *, last_tone: str = "") -> tuple[Segment, ...]:
    """Return the segments of a bar that is as wide as the parts' sum; parts that are not positive are left out.

    ``last_tone`` names the tone of the last part, such as "cash"; the others take the tones in turn.
    """
    shown = [(label, value) for label, value in parts if value > 0]
    total = sum((value for _, value in shown), Decimal(0))
    segments: list[Segment] = []
    start = Decimal(0)
    for index, (label, value) in enumerate(shown):
        percent = value / total * 100
        is_last = bool(last_tone) and parts[-1][0] == label
        segments.append(
            Segment(
                label=label,
                value=value,
                percent=percent,
                start=f"{start:.3f}",
                width=f"{max(percent - Decimal('0.3'), Decimal('0.1')):.3f}",
                tone=last_tone if is_last else str(index % TONES),
            )
        )
        start += percent
    return tuple(segments)

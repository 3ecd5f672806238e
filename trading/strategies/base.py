"""The port of a strategy: bars in, a signal with reasons in words out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from stocksteward.core.money import ZERO

if TYPE_CHECKING:
    from market.domain.bars import Bar

CONFIDENCE_STEP = Decimal("0.0001")


class SignalSide(StrEnum):
    """What a strategy says. ABSTAIN is not HOLD: it has no opinion, HOLD is one."""

    BUY = "BUY"
    SELL = "SELL"
    HOLD = "HOLD"
    ABSTAIN = "ABSTAIN"


@dataclass(frozen=True, slots=True)
class Signal:
    """What a strategy says about one instrument."""

    side: SignalSide
    confidence: Decimal  # 0..1
    reasons: tuple[str, ...]  # full sentences, in the order of their weight
    rule: str  # the name of the strategy in the registry
    as_of: datetime | None = None  # the latest bar that it has seen


@dataclass(frozen=True, slots=True)
class Parameter:
    """One whole number that a person may set, and its limits."""

    name: str
    label: str
    default: int
    minimum: int
    maximum: int


class Strategy(Protocol):
    """A rule that decides from bars alone: the same bars and parameters always give the same signal."""

    @property
    def name(self) -> str:
        """Its key in the registry."""
        ...

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    @property
    def description(self) -> str:
        """What it does, in one sentence."""
        ...

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What may be set."""
        ...

    def check(self, parameters: Mapping[str, int]) -> list[tuple[str, str]]:
        """Return (parameter, sentence) for whatever does not fit together; each is within its own limits already."""
        ...

    def bars_needed(self, parameters: Mapping[str, int]) -> int:
        """Return how many bars it takes before it has an opinion."""
        ...

    def signal(self, *, bars: Sequence[Bar], parameters: Mapping[str, int]) -> Signal:
        """Decide from bars in the order of time, the latest last; ABSTAIN when they are too few."""
        ...


def confidence_from(share: float) -> Decimal:
    """Return a share as an exact confidence of four places within 0..1."""
    return min(max(Decimal(repr(float(share))).quantize(CONFIDENCE_STEP), ZERO), Decimal(1))


def abstain(*, rule: str, reason: str, as_of: datetime | None = None) -> Signal:
    """Return the signal that has no opinion, with the reason for it."""
    return Signal(side=SignalSide.ABSTAIN, confidence=ZERO, reasons=(reason,), rule=rule, as_of=as_of)


def too_few_bars(*, rule: str, bars: Sequence[Bar], needed: int) -> Signal:
    """Return the signal of a strategy that has not seen enough."""
    as_of = bars[-1].at if bars else None
    return abstain(rule=rule, reason=f"There are {len(bars)} bars and this rule needs {needed}, so it has no opinion.", as_of=as_of)

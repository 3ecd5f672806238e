"""What one rule found: reasons against the order, and how much of its limit the order would use."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from stocksteward.core.money import ZERO
from trading.enums import DenialCode
from trading.risk.verdict import Denial

FULL = Decimal(1)


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one rule. ``use`` is the share of the limit that the order would take, 0..1."""

    denials: tuple[Denial, ...] = ()
    use: Decimal = ZERO


PASSED = Finding()


def passed(*, use: Decimal = ZERO) -> Finding:
    """Return that nothing speaks against the order."""
    return Finding(use=use)


def denied(code: DenialCode, message: str, *, limit: object = "", actual: object = "") -> Finding:
    """Return that this speaks against it, with the limit and the figure that broke it."""
    return Finding(denials=(Denial(code=code, message=message, limit=_text(limit), actual=_text(actual)),), use=FULL)


def use_of(*, actual: Decimal, limit: Decimal) -> Decimal:
    """Return which share of a limit a figure takes, within 0..1; of a limit of zero anything above zero takes all."""
    if actual <= ZERO:
        return ZERO
    return FULL if actual >= limit else actual / limit


def _text(figure: object) -> str:
    return f"{figure:f}" if isinstance(figure, Decimal) else str(figure)

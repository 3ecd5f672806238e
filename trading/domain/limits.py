"""Checks figures that somebody wants to set as limits."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from stocksteward.core.errors import BadInput
from stocksteward.core.money import SMALLEST_UNIT, ZERO

INR_MAX: Final = Decimal(100_000_000_000)
# Each figure with the highest value that makes sense.
FIGURES: Final[dict[str, Decimal]] = {
    "order_value_inr_max": INR_MAX,
    "position_size_fraction_max": Decimal(1),
    "daily_loss_inr_max": INR_MAX,
}


def check_figures(figures: Mapping[str, Decimal | None], *, may_be_empty: bool) -> None:
    """Let figures pass that can be limits; None takes a user's own limit away, so that the desk's holds.

    :raises BadInput: naming the field, if it is unknown, empty where it must not be, not finite, too fine or out of range.
    """
    if not figures:
        raise BadInput("limits", f"Give at least one of {', '.join(FIGURES)}.")
    for field, figure in figures.items():
        if field not in FIGURES:
            raise BadInput(field, f"There is no such limit; there are {', '.join(FIGURES)}.")
        if figure is None:
            if not may_be_empty:
                raise BadInput(field, "The desk's own limit cannot be empty.")
            continue
        _check_figure(field=field, figure=figure)


def _check_figure(*, field: str, figure: Decimal) -> None:
    if not figure.is_finite():
        raise BadInput(field, "Write a decimal number.")
    if not ZERO <= figure <= FIGURES[field]:
        raise BadInput(field, f"The limit must be from 0 to {FIGURES[field]:f}.")
    if figure != figure.quantize(SMALLEST_UNIT):
        raise BadInput(field, "At most four decimal places are kept.")

"""The rules for a sum of money that a person or a program names."""

from __future__ import annotations

from decimal import Decimal

from portfolio.domain.ledger import AMOUNT_MAX
from stocksteward.core.errors import BadInput
from stocksteward.core.money import SMALLEST_UNIT


def check_amount(amount: object, *, field: str = "amount", allows_zero: bool = False) -> None:
    """Let pass rupees that may be moved.

    :raises BadInput: naming the field and the rule, if it is not an exact Decimal above zero, of at most four places, within range.
    """
    if not isinstance(amount, Decimal) or not amount.is_finite():
        raise BadInput(field, "Write a decimal number.")
    if amount < 0 or (amount == 0 and not allows_zero):
        raise BadInput(field, "The amount must be above zero." if not allows_zero else "The amount must not be negative.")
    if abs(amount) > AMOUNT_MAX:
        raise BadInput(field, f"The amount must be at most {AMOUNT_MAX:f}.")
    if amount != amount.quantize(SMALLEST_UNIT):
        raise BadInput(field, "At most four decimal places are kept.")

"""What open shares have cost, by the average method, exact to a ten-thousandth of a rupee."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from stocksteward.core.money import ZERO, round_to_smallest_unit

_UNITS = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class CostBasis:
    """``quantity`` open shares, their ``cost`` without charges, and the ``buy_charges`` paid for buying them, in rupees."""

    quantity: int = 0
    cost: Decimal = ZERO
    buy_charges: Decimal = ZERO

    @property
    def average_price(self) -> Decimal:
        """Rupees a share without charges, rounded to 0.0001; zero without shares."""
        return round_to_smallest_unit(self.cost / self.quantity) if self.quantity else ZERO


@dataclass(frozen=True, slots=True)
class Removed:
    """What a sale takes off: its part of the cost and of the charges paid for buying."""

    cost: Decimal
    buy_charges: Decimal


def after_buy(basis: CostBasis, *, quantity: int, value: Decimal, charges: Decimal) -> CostBasis:
    """Return the basis with ``quantity`` more shares bought for ``value`` rupees and ``charges``."""
    return CostBasis(quantity=basis.quantity + quantity, cost=basis.cost + value, buy_charges=basis.buy_charges + charges)


def removed_by_sale(basis: CostBasis, *, quantity: int) -> Removed:
    """Return what selling takes off: cost x quantity sold / quantity owned, rounded to 0.0001; selling all takes all.

    The rounding remainder stays with the shares that are kept, so nothing is ever lost or made up. More than is owned takes all:
    whether so many may be sold is the ledger's decision, not this function's.
    """
    if quantity >= basis.quantity:
        return Removed(cost=basis.cost, buy_charges=basis.buy_charges)
    return Removed(cost=_part(basis.cost, quantity, basis.quantity), buy_charges=_part(basis.buy_charges, quantity, basis.quantity))


def after_sale(basis: CostBasis, *, quantity: int, removed: Removed) -> CostBasis:
    """Return the basis of the shares that are kept."""
    return CostBasis(
        quantity=basis.quantity - quantity,
        cost=basis.cost - removed.cost,
        buy_charges=basis.buy_charges - removed.buy_charges,
    )


def realised_by_sale(*, value: Decimal, charges: Decimal, removed: Removed) -> Decimal:
    """Return the net realised profit of a sale, in rupees (a loss is negative).

    Net means: what the shares were sold for, less what those shares had cost, less the charges of this sale, less the part of the
    charges paid when buying that belongs to the shares sold (pro rata by quantity, as the cost is). Bought 10 at 100 with 5 rupees
    of charges, sold 4 at 110 with 2: 440 - 400 - 2 - 2 = 36.
    """
    return value - removed.cost - charges - removed.buy_charges


def _part(amount: Decimal, quantity: int, total: int) -> Decimal:
    """Whole ten-thousandths, half up: no precision of Decimal arithmetic can be exceeded on the way."""
    units = int(amount * _UNITS)
    return Decimal((2 * units * quantity + total) // (2 * total)).scaleb(-4)

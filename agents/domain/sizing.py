"""How many shares a deployed strategy trades: limits, cash and holdings decide, never the signal."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

# Room for the charges of the order, which the cash hold includes (the largest charge rate of a delivery buy is below this).
CHARGES_ALLOWANCE = Decimal("0.005")
# How much of the largest permitted position a strategy may fill, by what the person has said about risk.
SHARE_OF_POSITION_LIMIT = {"CONSERVATIVE": Decimal("0.25"), "MODERATE": Decimal("0.50"), "AGGRESSIVE": Decimal("0.90")}


@dataclass(frozen=True, slots=True)
class SizingFacts:
    """Limits and books at the moment of sizing, in rupees and shares."""

    price: Decimal | None
    lot_size: int
    freeze_quantity: int | None
    free_cash: Decimal
    free_shares: int
    owned_shares: int
    portfolio_value: Decimal
    position_size_fraction_max: Decimal
    order_value_max: Decimal
    strategy_value_max: Decimal
    strategy_quantity_max: int
    risk_tolerance: str


@dataclass(frozen=True, slots=True)
class Size:
    """A whole number of shares, 0 if nothing can be traded, and why."""

    quantity: int
    reason: str


def size_order(*, side: str, facts: SizingFacts) -> Size:
    """Return the quantity within every limit."""
    if facts.price is None or facts.price <= 0:
        return Size(0, "There is no price to size by.")
    if side == "SELL":
        return _size_sale(price=facts.price, facts=facts)
    share = SHARE_OF_POSITION_LIMIT.get(facts.risk_tolerance, min(SHARE_OF_POSITION_LIMIT.values()))
    room = facts.portfolio_value * facts.position_size_fraction_max * share - facts.owned_shares * facts.price
    budgets = {
        "the position limit": room,
        "the order value limit": facts.order_value_max,
        "the strategy's value limit": facts.strategy_value_max,
        "the strategy's quantity limit": facts.strategy_quantity_max * facts.price,
        "the free cash": facts.free_cash / (1 + CHARGES_ALLOWANCE),
    }
    tightest = min(budgets, key=lambda name: budgets[name])
    quantity = _whole_lots(budgets[tightest] / facts.price, facts=facts)
    if quantity == 0:
        return Size(0, f"Nothing can be bought: {tightest} leaves less than one lot.")
    return Size(quantity, f"{quantity} shares: {tightest} is the tightest limit.")


def _size_sale(*, price: Decimal, facts: SizingFacts) -> Size:
    if facts.free_shares <= 0:
        return Size(0, "Nothing can be sold: no free shares are held.")
    value_max = min(facts.order_value_max, facts.strategy_value_max)
    quantity = _whole_lots(min(Decimal(facts.free_shares), Decimal(facts.strategy_quantity_max), value_max / price), facts=facts)
    return Size(quantity, f"{quantity} of {facts.free_shares} free shares." if quantity else "Nothing can be sold within the value limits.")


def _whole_lots(shares: Decimal, *, facts: SizingFacts) -> int:
    whole = max(int(shares), 0)
    if facts.freeze_quantity is not None:
        whole = min(whole, facts.freeze_quantity)
    return whole - whole % max(facts.lot_size, 1)

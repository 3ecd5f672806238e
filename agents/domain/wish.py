"""What a run was started for: a person's trade, or a deployed rule that has to decide first."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class DeployedRule:
    """The built-in rule of a deployed strategy, its parameters, and the most that the person lets it trade at once."""

    deployment_id: int
    strategy_name: str
    rule: str
    quantity_max: int
    value_inr_max: Decimal
    parameters: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish to trade. ``side`` and ``quantity`` are None as long as a rule has yet to decide them."""

    user_id: int
    portfolio_id: int
    instrument_id: int
    symbol: str
    exchange: str
    side: str | None
    quantity: int | None
    order_type: str
    limit_price: Decimal | None
    product: str
    validity: str
    origin: str
    client_order_id: str
    decision_logic: str = ""
    rule: DeployedRule | None = None

    @property
    def is_asked_by_a_person(self) -> bool:
        """Whether side and quantity are given, so that the signal is advice only."""
        return self.rule is None

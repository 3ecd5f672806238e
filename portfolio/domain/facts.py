"""What the rest of the desk knows of portfolios, balances, holdings, holds and fills. Money in rupees, quantities in shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PortfolioFacts:
    """One portfolio."""

    id: int
    user_id: int
    name: str
    mode: str
    origin: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Balances:
    """The cash of a portfolio: free to use, and held for orders that may still fill."""

    cash: Decimal
    held_cash: Decimal

    @property
    def free_cash(self) -> Decimal:
        """What an order may use now."""
        return self.cash

    @property
    def total_cash(self) -> Decimal:
        """Free and held together."""
        return self.cash + self.held_cash


@dataclass(frozen=True, slots=True)
class HoldingFacts:
    """The shares of one instrument in a portfolio.

    ``cost`` is what the open shares were bought for without charges, by the average method; ``buy_charges`` what was charged for
    buying those open shares; ``realised_pnl`` what sales have earned, net of their own charges and of their part of the buys'.
    """

    instrument_id: int
    quantity: int
    held_quantity: int
    average_price: Decimal
    cost: Decimal
    realised_pnl: Decimal
    isin: str = ""
    buy_charges: Decimal = Decimal(0)

    @property
    def free_quantity(self) -> int:
        """What an order may sell now."""
        return self.quantity - self.held_quantity


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """Cash or shares set aside under a reference: ``amount`` in rupees or shares at first, ``remaining`` now."""

    reference: str
    portfolio_id: int
    kind: str
    instrument_id: int | None
    amount: Decimal
    remaining: Decimal
    is_released: bool


@dataclass(frozen=True, slots=True)
class FillToBook:
    """A fill that has happened. ``charges`` are rupees by kind: brokerage stt exchange sebi stamp gst dp; what is absent is zero."""

    reference: str
    portfolio_id: int
    instrument_id: int
    isin: str
    side: str
    quantity: int
    price: Decimal
    hold_reference: str | None
    product: str
    traded_at: datetime
    charges: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def value(self) -> Decimal:
        """Price times quantity, in rupees."""
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class FillBooked:
    """The journal of a fill. ``realised_pnl`` is None for a buy; ``was_booked_before`` says that this call changed nothing."""

    journal_id: UUID
    number: int
    reference: str
    realised_pnl: Decimal | None
    was_booked_before: bool


@dataclass(frozen=True, slots=True)
class LedgerDefect:
    """Something that must never be: ``check`` is its number in the list of checks, ``subject`` where, ``problem`` what."""

    check: int
    name: str
    subject: str
    problem: str

"""The broker port: what the desk asks of a broker, paper or live, and the shape of its answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from trading.domain.facts import BrokerFill
from trading.enums import OrderType, Product, Side, Validity


class BrokerStatus(StrEnum):
    """Where the broker says that an order stands."""

    OPEN = "OPEN"
    FILLED = "FILLED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    REJECTED = "REJECTED"


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """One order to place. ``price_bound`` is what was reserved: a buy above it or a sale below it must not be made."""

    tag: str
    instrument_id: int
    exchange: str
    symbol: str
    side: Side
    quantity: int
    order_type: OrderType
    limit_price: Decimal | None
    price_bound: Decimal | None
    product: Product
    validity: Validity
    at: datetime  # wall time of sending


@dataclass(frozen=True, slots=True)
class OrderReport:
    """The broker's whole word on one order, fills included: reports may be read twice or late, never added up."""

    tag: str
    broker_order_id: str
    instrument_id: int
    side: Side
    quantity: int
    status: BrokerStatus
    reason: str = ""
    fills: tuple[BrokerFill, ...] = ()

    @property
    def filled_quantity(self) -> int:
        """Shares filled so far."""
        return sum(fill.quantity for fill in self.fills)


class Broker(Protocol):
    """Places orders, tells about them, cancels them. Every call has a timeout of its own; none is repeated inside."""

    name: str

    def place(self, request: OrderRequest) -> OrderReport:
        """Place one order, one call.

        :raises BrokerRejected: if it was definitely not taken.
        :raises OutcomeUnknown: if it cannot be said; anything else raised means the same.
        """
        ...

    def fetch_orders(self, tags: Sequence[str]) -> dict[str, OrderReport]:
        """Return the reports of those tags that the broker's book has.

        :raises BrokerUnavailable: if the book cannot be read.
        """
        ...

    def cancel(self, *, tag: str, broker_order_id: str, at: datetime) -> OrderReport:
        """Ask for the end of what is still open; asking again changes nothing.

        :raises BrokerRejected: if there is no such order.
        :raises BrokerUnavailable: if it cannot be asked.
        """
        ...

    def rule_out(self, *, tag: str, at: datetime) -> bool:
        """Say whether the broker can promise that this tag was never taken and never will be."""
        ...

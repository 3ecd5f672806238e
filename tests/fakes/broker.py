"""A broker that does as it is told: answers, refuses, falls silent, loses the answer, tells late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from stocksteward.core import clock
from trading.brokers.base import BrokerStatus, OrderReport, OrderRequest
from trading.brokers.errors import BrokerRejected, BrokerUnavailable
from trading.domain.facts import BrokerFill


class Silence(Exception):
    """What a vendor's library raises when the answer does not come."""


class Crash(BaseException):
    """The process dies here: nothing after this line runs, and no ``except Exception`` notices."""


@dataclass
class FakeBroker:
    """Keeps a book of its own. ``before`` and ``after`` run around the moment at which the order is taken."""

    name: str = "paper"
    book: dict[str, OrderReport] = field(default_factory=dict)
    requests: list[OrderRequest] = field(default_factory=list)
    before: Callable[[], None] | None = None
    after: Callable[[], None] | None = None
    rejects: bool = False
    is_down: bool = False
    can_rule_out: bool = True
    closed: set[str] = field(default_factory=set)
    cancels: list[str] = field(default_factory=list)
    cancels_at_once: bool = True

    def place(self, request: OrderRequest) -> OrderReport:
        """Take the order, unless told otherwise."""
        self.requests.append(request)
        if self.before:
            self.before()
        if self.rejects or request.tag in self.closed:
            raise BrokerRejected("The margin does not suffice.")
        report = OrderReport(
            tag=request.tag,
            broker_order_id=f"F-{len(self.requests)}",
            instrument_id=request.instrument_id,
            side=request.side,
            quantity=request.quantity,
            status=BrokerStatus.OPEN,
        )
        self.book[request.tag] = report
        if self.after:
            self.after()
        return self.book[request.tag]

    def fill(self, tag: str, *, quantity: int, price: str = "1300.00", trade_id: str | None = None) -> OrderReport:
        """Fill a part in the book."""
        report = self.book[tag]
        fill = BrokerFill(
            broker_trade_id=trade_id or f"{tag}-{len(report.fills) + 1}",
            quantity=quantity,
            price=Decimal(price),
            traded_at=clock.now(),
            quote_price=Decimal(price),
            quote_source="fake",
        )
        fills = (*report.fills, fill)
        is_complete = sum(one.quantity for one in fills) == report.quantity
        self.book[tag] = replace(report, fills=fills, status=BrokerStatus.FILLED if is_complete else report.status)
        return self.book[tag]

    def end(self, tag: str, status: BrokerStatus, reason: str = "") -> OrderReport:
        """End an order in the book."""
        self.book[tag] = replace(self.book[tag], status=status, reason=reason)
        return self.book[tag]

    def fetch_orders(self, tags: Sequence[str]) -> dict[str, OrderReport]:
        """Read the book."""
        if self.is_down:
            raise BrokerUnavailable("The book cannot be read.")
        return {tag: self.book[tag] for tag in tags if tag in self.book}

    def cancel(self, *, tag: str, broker_order_id: str, at: datetime) -> OrderReport:
        """Cancel the open rest."""
        self.cancels.append(tag)
        if self.is_down:
            raise BrokerUnavailable("The broker does not answer.")
        if tag not in self.book:
            raise BrokerRejected("No such order.")
        if self.cancels_at_once and self.book[tag].status == BrokerStatus.OPEN:
            return self.end(tag, BrokerStatus.CANCELLED, "Cancelled as asked.")
        return self.book[tag]

    def rule_out(self, *, tag: str, at: datetime) -> bool:
        """Promise that the tag will never be taken, if this broker can."""
        if tag in self.book or not self.can_rule_out:
            return False
        self.closed.add(tag)
        return True

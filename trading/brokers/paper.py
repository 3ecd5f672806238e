"""The paper broker: the same port as a live one, over a book of its own and the desk's own prices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from trading.brokers.base import BrokerStatus, OrderReport, OrderRequest
from trading.brokers.errors import BrokerRejected
from trading.domain import paper_exchange
from trading.domain.facts import BrokerFill
from trading.domain.paper_exchange import PaperOrderFacts
from trading.enums import PaperOrderStatus

Change = Callable[[PaperOrderFacts], PaperOrderFacts]


class PaperBook(Protocol):
    """Where the paper broker keeps its orders: each call is one transaction and is on disk when it returns."""

    def accept(self, *, order: PaperOrderFacts, at: datetime) -> PaperOrderFacts:
        """Write a new order down; a tag that is there already returns the order that has it, unchanged."""
        ...

    def find(self, *, tags: Sequence[str]) -> dict[str, PaperOrderFacts]:
        """Return those orders that the book has, with their fills."""
        ...

    def close_tag(self, *, tag: str, at: datetime) -> bool:
        """Make the tag unusable; True if no order had it, False if one had."""
        ...

    def change(self, *, tag: str, change: Change) -> PaperOrderFacts | None:
        """Lock the order, apply the pure change, write what is new; None when there is no such order."""
        ...


class PaperMarket(Protocol):
    """What the paper broker sees of the market."""

    def market_time(self, *, at: datetime) -> datetime:
        """Return the moment on the market's clock."""
        ...

    def day_ends_at(self, *, instrument_id: int, at: datetime) -> datetime | None:
        """Return when the present session ends, on the market's clock; None where it never does."""
        ...

    def is_open(self, *, instrument_id: int, at: datetime) -> bool:
        """Say whether the instrument trades at this moment."""
        ...

    def arrival_moment(self, *, order: PaperOrderFacts, at: datetime) -> paper_exchange.MarketMoment | None:
        """Return what the order meets on arrival; None without a LIVE price, or where the tape decides (a replay)."""
        ...


class PaperBroker:
    """Takes every order of an open market at once and fills it by the rules of ``domain.paper_exchange``."""

    name = "paper"

    def __init__(self, *, book: PaperBook, market: PaperMarket) -> None:
        self.book = book
        self.market = market

    def place(self, request: OrderRequest) -> OrderReport:
        """Take the order down, then let it meet the market.

        :raises BrokerRejected: if the market is closed.
        """
        if not self.market.is_open(instrument_id=request.instrument_id, at=request.at):
            raise BrokerRejected("The market is closed.")
        order = PaperOrderFacts(
            tag=request.tag,
            instrument_id=request.instrument_id,
            side=request.side,
            quantity=request.quantity,
            order_type=request.order_type,
            limit_price=request.limit_price,
            price_bound=request.price_bound,
            product=request.product,
            status=PaperOrderStatus.OPEN,
            accepted_at=self.market.market_time(at=request.at),
            expires_at=self.market.day_ends_at(instrument_id=request.instrument_id, at=request.at),
        )
        moment = self.market.arrival_moment(order=order, at=request.at)
        met = paper_exchange.meet(order, moment) if moment is not None else order
        return report_of(self.book.accept(order=met, at=request.at))

    def fetch_orders(self, tags: Sequence[str]) -> dict[str, OrderReport]:
        """Return the reports of those tags that the book has."""
        return {tag: report_of(order) for tag, order in self.book.find(tags=tags).items()}

    def cancel(self, *, tag: str, broker_order_id: str, at: datetime) -> OrderReport:
        """End what is still open.

        :raises BrokerRejected: if the book has no such order.
        """
        order = self.book.change(tag=tag, change=paper_exchange.cancel)
        if order is None:
            raise BrokerRejected("The paper broker has no such order.")
        return report_of(order)

    def rule_out(self, *, tag: str, at: datetime) -> bool:
        """Close the tag in the book, so that a placement still on its way finds it taken; False if it had arrived."""
        return self.book.close_tag(tag=tag, at=at)


def report_of(order: PaperOrderFacts) -> OrderReport:
    """Return the book's entry as the port's report."""
    fills = tuple(
        BrokerFill(
            broker_trade_id=fill.trade_number,
            quantity=fill.quantity,
            price=fill.price,
            traded_at=fill.traded_at,
            quote_price=fill.quote_price,
            quote_source=fill.quote_source,
            quote_as_of=fill.quote_as_of,
        )
        for fill in order.fills
    )
    return OrderReport(
        tag=order.tag,
        broker_order_id=f"P-{order.tag}",
        instrument_id=order.instrument_id,
        side=order.side,
        quantity=order.quantity,
        status=BrokerStatus(order.status.value),
        reason=order.reason,
        fills=fills,
    )

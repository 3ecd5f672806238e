"""How the paper market fills an order: at the side price, never beyond a limit, never before it was taken, never more than traded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from trading.enums import OrderType, PaperOrderStatus, Product, Side

if TYPE_CHECKING:
    from market.domain.quotes import QuoteFacts, Tick


@dataclass(frozen=True, slots=True)
class PaperFillFacts:
    """One execution."""

    trade_number: str
    quantity: int
    price: Decimal
    traded_at: datetime  # on the market's clock
    quote_price: Decimal | None
    quote_source: str
    quote_as_of: datetime | None


@dataclass(frozen=True, slots=True)
class PaperOrderFacts:
    """One order in the paper book, with what it has got so far. Times are on the market's clock."""

    tag: str
    instrument_id: int
    side: Side
    quantity: int
    order_type: OrderType
    limit_price: Decimal | None
    price_bound: Decimal | None
    product: Product
    status: PaperOrderStatus
    accepted_at: datetime
    expires_at: datetime | None
    reason: str = ""
    filled_quantity: int = 0
    is_resting: bool = False
    matched_sequence: int = 0
    fills: tuple[PaperFillFacts, ...] = ()

    @property
    def open_quantity(self) -> int:
        """Shares still to be filled."""
        return self.quantity - self.filled_quantity

    @property
    def worst_price(self) -> Decimal | None:
        """The price beyond which it must not be filled: the tighter of limit and bound."""
        prices = [price for price in (self.limit_price, self.price_bound) if price is not None]
        if not prices:
            return None
        return min(prices) if self.side == Side.BUY else max(prices)


@dataclass(frozen=True, slots=True)
class MarketMoment:
    """One price of the market as an order meets it: a tick, or the standing quote at the moment of taking the order."""

    price: Decimal
    side_price: Decimal  # what a buyer pays now (ask) or a seller gets (bid); the price itself where no offers are known
    quantity: int | None  # shares traded at this moment, what is left of them; None where the tape does not say
    at: datetime
    sequence: int
    source: str


def side_price(*, side: Side, price: Decimal, bid: Decimal | None, ask: Decimal | None) -> Decimal:
    """Return the ask for a buyer, the bid for a seller, the price where there is none."""
    offer = ask if side == Side.BUY else bid
    return offer if offer is not None and offer > 0 else price


def moment_of_quote(*, order: PaperOrderFacts, quote: QuoteFacts, at: datetime) -> MarketMoment | None:
    """Return the standing quote as the order meets it on arrival; None when it has no price."""
    if quote.last is None:
        return None
    offer = side_price(side=order.side, price=quote.last, bid=quote.bid, ask=quote.ask)
    return MarketMoment(price=quote.last, side_price=offer, quantity=None, at=at, sequence=order.matched_sequence, source=quote.source)


def is_beyond(*, side: Side, price: Decimal, limit: Decimal) -> bool:
    """Say whether the price is worse than the limit: above it for a buyer, below it for a seller."""
    return price > limit if side == Side.BUY else price < limit


def meet(order: PaperOrderFacts, moment: MarketMoment) -> PaperOrderFacts:
    """Return the order after it has met this moment: filled, part filled, resting, or as it was.

    The caller promises that the moment is of a LIVE price and comes after the order was taken.
    """
    if order.status != PaperOrderStatus.OPEN or moment.quantity == 0:
        return order
    price = _price_of_fill(order, moment)
    if price is None:
        return order if order.is_resting or order.order_type == OrderType.MARKET else replace(order, is_resting=True)
    quantity = order.open_quantity if moment.quantity is None else min(order.open_quantity, moment.quantity)
    filled = order.filled_quantity + quantity
    fill = PaperFillFacts(
        trade_number=f"{order.tag}-{len(order.fills) + 1}",
        quantity=quantity,
        price=price,
        traded_at=moment.at,
        quote_price=moment.price,
        quote_source=moment.source,
        quote_as_of=moment.at,
    )
    return replace(
        order,
        filled_quantity=filled,
        fills=(*order.fills, fill),
        matched_sequence=moment.sequence,
        status=PaperOrderStatus.FILLED if filled == order.quantity else PaperOrderStatus.OPEN,
    )


def _price_of_fill(order: PaperOrderFacts, moment: MarketMoment) -> Decimal | None:
    worst = order.worst_price
    if order.is_resting and order.limit_price is not None:
        traded_through = moment.price < order.limit_price if order.side == Side.BUY else moment.price > order.limit_price
        price = order.limit_price if traded_through else None
    else:
        price = moment.side_price
    if price is None or (worst is not None and is_beyond(side=order.side, price=price, limit=worst)):
        return None
    return price


def match_ticks(orders: Sequence[PaperOrderFacts], ticks: Iterable[Tick], *, source: str) -> list[PaperOrderFacts]:
    """Return the orders after these ticks of their one instrument, first come first served; a traded quantity is given away once."""
    book = list(orders)
    for tick in ticks:
        left = tick.quantity
        for index, order in enumerate(book):
            if order.status != PaperOrderStatus.OPEN or tick.at <= order.accepted_at or tick.sequence <= order.matched_sequence:
                continue
            if order.expires_at is not None and tick.at >= order.expires_at:
                continue
            offer = side_price(side=order.side, price=tick.price, bid=tick.bid, ask=tick.ask)
            moment = MarketMoment(price=tick.price, side_price=offer, quantity=left, at=tick.at, sequence=tick.sequence, source=source)
            met = meet(order, moment)
            if left is not None:
                left -= met.filled_quantity - order.filled_quantity
            book[index] = met
    return book


def expire(order: PaperOrderFacts, *, market_time: datetime) -> PaperOrderFacts:
    """Return the order ended by its day's end, or as it was."""
    if order.status == PaperOrderStatus.OPEN and order.expires_at is not None and market_time >= order.expires_at:
        return replace(order, status=PaperOrderStatus.EXPIRED, reason="The session of its day has ended.")
    return order


def cancel(order: PaperOrderFacts) -> PaperOrderFacts:
    """Return the order without its open rest; one that has ended stays as it is."""
    if order.status != PaperOrderStatus.OPEN:
        return order
    return replace(order, status=PaperOrderStatus.CANCELLED, reason="Cancelled as asked.")

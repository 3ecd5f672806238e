"""A fill that a broker reports: recorded and booked in one transaction, once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction

from market.enums import InstrumentKind
from portfolio.domain.facts import FillToBook
from portfolio.services import fills as books
from portfolio.services import holds
from stocksteward.core.clock import IST, ist_date
from stocksteward.core.errors import Conflict
from stocksteward.core.money import format_number, format_rupees
from trading.domain.charges import Charges, charges_on_value
from trading.domain.facts import BrokerFill, OrderFacts
from trading.enums import OrderStatus, Product, Side, TradeStatus
from trading.models.fill import Fill
from trading.models.order import Order
from trading.models.trade import Trade
from trading.selectors.facts import facts_of_order
from trading.services import lifecycle
from trading.services.settlement import lock_order, settle_trade


class FillBeyondOrder(Conflict):
    """The broker reports more than was ordered; the operator must look at the broker's book."""

    code = "fill_beyond_order"


class FillOfUnsentOrder(Conflict):
    """The broker reports a fill of an order that was never sent; the operator must look at the broker's book."""

    code = "fill_of_unsent_order"


@transaction.atomic
def record_fill(*, order_id: int, fill: BrokerFill, at: datetime) -> OrderFacts:
    """Record one fill, book it, move order and trade. The same broker trade id again changes nothing.

    :raises FillBeyondOrder: if the order would be filled beyond its quantity.
    :raises FillOfUnsentOrder: if the order was never sent.
    """
    order, trade = lock_order(order_id=order_id)
    record_fill_of_locked(order=order, trade=trade, fill=fill, at=at)
    return facts_of_order(order)


def record_fill_of_locked(*, order: Order, trade: Trade, fill: BrokerFill, at: datetime) -> None:
    """As :func:`record_fill`, for a caller who has locked order and trade; both are brought up to date in place."""
    if Fill.objects.filter(broker=order.broker, broker_trade_id=fill.broker_trade_id).exists():
        return
    status = OrderStatus(order.status)
    if status in {OrderStatus.CREATED, OrderStatus.VALIDATED, OrderStatus.RISK_CHECKED, OrderStatus.DENIED, OrderStatus.REJECTED}:
        raise FillOfUnsentOrder("A fill came for an order that was never sent.", tag=order.tag, trade=fill.broker_trade_id)
    if order.filled_quantity + fill.quantity > order.quantity:
        raise FillBeyondOrder("The broker reports more than was ordered.", tag=order.tag, trade=fill.broker_trade_id)
    charges = _charges_of(order=order, fill=fill)
    row = Fill(
        order=order,
        broker=order.broker,
        broker_trade_id=fill.broker_trade_id,
        side=order.side,
        quantity=fill.quantity,
        price=fill.price,
        charges={kind: f"{amount:f}" for kind, amount in charges.as_dict().items()},
        charges_total=charges.total,
        quote_price=fill.quote_price,
        quote_source=fill.quote_source,
        quote_as_of=fill.quote_as_of,
        traded_at=fill.traded_at,
        recorded_at=at,
    )
    row.realised_pnl = _book(order=order, row=row, charges=charges, at=at)
    row.save(force_insert=True)
    _move(order=order, trade=trade, row=row, at=at)


def _charges_of(*, order: Order, fill: BrokerFill) -> Charges:
    """What the order has cost with this fill, less what it had cost before: flat and rounded charges are taken once."""
    before, value = order.filled_value, fill.price * fill.quantity
    on = ist_date(fill.traded_at)
    depository_is_paid = _depository_is_paid(order=order, on=on)
    costs = [
        charges_on_value(
            side=Side(order.side),
            product=Product(order.product),
            value=amount,
            exchange=order.instrument.exchange,
            on=on,
            broker=order.broker,
            is_etf=order.instrument.kind == InstrumentKind.ETF,
            dp_already_charged_today=depository_is_paid,
        )
        for amount in (before + value, before)
    ]
    return costs[0] - costs[1]


def _depository_is_paid(*, order: Order, on: date) -> bool:
    """Say whether another sale of the share on that day has paid the depository: it takes its fee once per share and day."""
    day = datetime.combine(on, time.min, tzinfo=IST)
    sales = Fill.objects.filter(
        side=Side.SELL,
        order__portfolio_id=order.portfolio_id,
        order__instrument_id=order.instrument_id,
        order__product=Product.CNC,
        traded_at__gte=day,
        traded_at__lt=day + timedelta(days=1),
    )
    return order.side == Side.SELL and sales.exclude(order_id=order.pk).exists()


def _book(*, order: Order, row: Fill, charges: Charges, at: datetime) -> Decimal | None:
    booked = books.book_fill(
        fill=FillToBook(
            reference=row.reference,
            portfolio_id=order.portfolio_id,
            instrument_id=order.instrument_id,
            isin=order.instrument.isin,
            side=order.side,
            quantity=row.quantity,
            price=row.price,
            charges=charges.as_dict(),
            hold_reference=order.hold_reference,
            product=order.product,
            traded_at=row.traded_at,
        ),
        at=at,
    )
    return booked.realised_pnl


def _move(*, order: Order, trade: Trade, row: Fill, at: datetime) -> None:
    filled = order.filled_quantity + row.quantity
    is_complete = filled == order.quantity
    value = row.price * row.quantity
    if is_complete:
        target = OrderStatus.FILLED
    elif order.status in {OrderStatus.CANCELLED, OrderStatus.EXPIRED}:
        target = OrderStatus(order.status)  # late, but it happened
    else:
        target = OrderStatus.PARTIALLY_FILLED
    lifecycle.move_order(
        order=order,
        to=target,
        at=at,
        reason=f"{format_number(row.quantity, places=0)} at {format_rupees(row.price)}",
        filled_quantity=filled,
        filled_value=order.filled_value + value,
    )
    changes = {
        "filled_quantity": trade.filled_quantity + row.quantity,
        "filled_value": trade.filled_value + value,
        "charges_total": trade.charges_total + row.charges_total,
    }
    if row.realised_pnl is not None:
        changes["realised_pnl"] = (trade.realised_pnl or Decimal(0)) + row.realised_pnl
    Trade.objects.filter(pk=trade.pk).update(**changes)
    for name, amount in changes.items():
        setattr(trade, name, amount)
    if is_complete:
        if order.has_hold:
            holds.release_hold(reference=order.hold_reference, at=at)
        settle_trade(order=order, trade=trade, at=at)
    elif trade.status == TradeStatus.PENDING:
        lifecycle.push_trade(trade)

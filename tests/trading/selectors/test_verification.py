"""verify_ledger finds what must never be between orders, fills, holds and approvals."""

from __future__ import annotations

from portfolio.services import holds, verification
from stocksteward.core import clock
from trading.enums import OrderStatus, TradeStatus
from trading.models.fill import Fill
from trading.models.order import Order
from trading.models.paper import PaperOrder
from trading.models.trade import Trade


def numbers():
    return sorted({defect.check for defect in verification.verify() if defect.check > 100})


def test_a_day_of_trading_has_no_defect(world):
    world.sent()
    world.sent(limit_price="1200.00")
    world.sent(side="SELL", quantity=3)

    assert verification.verify() == []


def test_filled_quantity_without_a_fill_is_found(world, broker):
    order = world.sent()
    Order.objects.filter(pk=order.id).update(filled_quantity=3, status=OrderStatus.PARTIALLY_FILLED)

    assert 101 in numbers()


def test_fill_that_is_not_in_the_books_is_found(world, broker):
    order = world.sent()
    Fill.objects.create(
        order_id=order.id,
        broker="paper",
        broker_trade_id="X-1",
        side="BUY",
        quantity=1,
        price=1,
        traded_at=clock.now(),
        recorded_at=clock.now(),
    )

    assert numbers() == [101, 102]


def test_live_order_whose_hold_is_gone_is_found(world, broker):
    order = world.sent()
    holds.release_hold(reference=f"order:{order.tag}", at=clock.now())

    assert numbers() == [103]


def test_broker_order_that_is_none_of_ours_is_found(world):
    order = world.sent()
    PaperOrder.objects.filter(tag=order.tag).update(tag="SSSTRANGER")

    assert numbers() == [105]


def test_trade_without_the_outcome_of_its_order_is_found(world):
    order = world.sent()
    Trade.objects.filter(pk=order.trade_id).update(status=TradeStatus.PENDING)

    assert numbers() == [106]


def test_order_that_moved_without_an_event_is_found(world, broker):
    order = world.sent()
    Order.objects.filter(pk=order.id).update(status=OrderStatus.UNKNOWN)

    assert numbers() == [106]

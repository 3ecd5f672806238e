"""The process dies between any two steps; the sweep brings every order to a proper state by the same functions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from portfolio.selectors.balances import get_balances
from portfolio.services import verification
from stocksteward.core import clock
from tests.fakes.broker import Crash
from trading.brokers import registry
from trading.enums import OrderStatus, TradeOrigin, TradeStatus
from trading.models.fill import Fill
from trading.models.order import Order
from trading.models.trade import Trade
from trading.services import execution, sweep

pytestmark = pytest.mark.django_db(transaction=True)


def die():
    raise Crash


def later(seconds):
    return clock.now() + timedelta(seconds=seconds)


def test_died_after_the_request_the_trade_goes_on(live_world):
    trade = live_world.trade()

    sweep.sweep(at=later(5))

    assert Trade.objects.get(pk=trade.id).status == TradeStatus.EXECUTED
    assert verification.verify() == []


def test_died_after_the_request_of_a_run_the_trade_is_left_to_the_run(live_world):
    trade = live_world.trade(run_id="run-1", origin=TradeOrigin.PERSON)

    sweep.sweep(at=later(60))

    assert Trade.objects.get(pk=trade.id).status == TradeStatus.PENDING


def test_died_after_the_write_ahead_the_order_is_sent_once(live_world, broker):
    order = live_world.placed()

    sweep.sweep(at=later(1))
    assert broker.requests == []
    for _ in range(2):
        sweep.sweep(at=later(3))

    assert [request.tag for request in broker.requests] == [order.tag]


def test_died_before_the_broker_took_it_the_order_is_ruled_out_and_its_hold_given_back(live_world, broker):
    broker.before = die
    with pytest.raises(Crash):
        live_world.sent()
    assert Order.objects.get().status == OrderStatus.SUBMITTED

    sweep.sweep(at=later(9))
    assert Order.objects.get().status == OrderStatus.SUBMITTED
    sweep.sweep(at=later(11))

    assert Order.objects.get().status == OrderStatus.REJECTED
    assert Trade.objects.get().status == TradeStatus.FAILED
    assert get_balances(portfolio_id=live_world.portfolio.id).held_cash == 0
    assert len(broker.requests) == 1
    assert verification.verify() == []


def test_died_after_the_broker_took_it_the_order_is_adopted(live_world, broker):
    broker.after = die
    with pytest.raises(Crash):
        live_world.sent()
    broker.fill(Order.objects.get().tag, quantity=10)

    sweep.sweep(at=later(11))

    assert Order.objects.get().status == OrderStatus.FILLED
    assert Trade.objects.get().status == TradeStatus.EXECUTED
    assert len(broker.requests) == 1
    assert verification.verify() == []


def test_died_after_the_paper_broker_took_and_filled_it_the_fill_is_booked_once(live_world):
    real = registry.get("paper")

    class DiesAfter:
        name = "paper"

        def place(self, request):
            real.place(request)
            raise Crash

        def __getattr__(self, name):
            return getattr(real, name)

    registry.register("paper", DiesAfter)
    try:
        with pytest.raises(Crash):
            live_world.sent()
    finally:
        registry.register("paper", lambda: real)

    for _ in range(2):
        sweep.sweep(at=later(11))

    assert Order.objects.get().status == OrderStatus.FILLED
    assert Fill.objects.count() == 1
    assert verification.verify() == []


def test_broker_that_takes_the_order_after_it_was_ruled_out_is_not_followed(live_world, broker):
    broker.before = die
    with pytest.raises(Crash):
        live_world.sent()
    sweep.sweep(at=later(11))
    broker.before = None
    request = broker.requests[0]

    with pytest.raises(Exception, match="margin"):
        broker.place(request)


def test_one_order_that_cannot_be_swept_does_not_stop_the_others(live_world, broker, caplog):
    first, second = live_world.placed(), live_world.placed(quantity=3)
    Order.objects.filter(pk=first.id).update(broker="gone")

    sweep.sweep(at=later(3))

    assert Order.objects.get(pk=second.id).status == OrderStatus.PENDING
    assert "could not send" in caplog.text


def test_sending_inside_a_transaction_is_refused(live_world, broker):
    order = live_world.placed()

    with transaction.atomic(), pytest.raises(RuntimeError):
        execution.send_order(order_id=order.id, at=clock.now())
    assert broker.requests == []

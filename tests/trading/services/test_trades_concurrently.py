"""The same client order id from many threads makes one trade, one order, one hold; money is never spent twice."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from django.db import connections

from portfolio.models.hold import Hold
from portfolio.selectors.balances import get_balances
from portfolio.services import verification
from stocksteward.core import clock
from tests.factories.trading import make_world
from tests.trading.conftest import loosen
from trading.enums import OrderStatus, Side
from trading.models.order import Order
from trading.models.trade import Trade
from trading.services import execution, orders, submissions, sweep, trades

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, TRADES = 8, 250


def in_threads(count, act):
    errors = []
    start = threading.Barrier(count)

    def run(number):
        start.wait()
        try:
            act(number)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_eight_threads_with_the_same_ids_make_each_trade_order_and_hold_once(live_world, broker):
    world = live_world
    wishes = {f"same-{number}": world.terms(limit_price="1180.00", quantity=1 + number % 5) for number in range(TRADES)}

    def ask(number):
        for client_order_id, terms in wishes.items():
            trade = submissions.submit_trade(
                user_id=world.user.pk, portfolio_id=world.portfolio.id, terms=terms, client_order_id=client_order_id, at=clock.now()
            )
            assert trade.client_order_id == client_order_id

    in_threads(THREADS, ask)

    assert Trade.objects.count() == Order.objects.count() == Hold.objects.count() == TRADES
    assert len(broker.requests) == len({request.tag for request in broker.requests}) == TRADES
    assert set(Order.objects.values_list("status", flat=True)) == {OrderStatus.PENDING}
    assert verification.verify() == []


def test_same_id_with_another_body_is_refused(live_world):
    world = live_world
    world.trade(client_order_id="mine", quantity=5)

    with pytest.raises(trades.ClientOrderIdReused):
        world.trade(client_order_id="mine", quantity=6)
    assert Trade.objects.count() == 1


def test_same_id_of_another_person_is_another_trade(live_world):
    live_world.trade(client_order_id="mine")
    other = make_world(instrument=live_world.instrument)

    other.trade(client_order_id="mine")

    assert Trade.objects.count() == 2


def test_threads_that_want_the_same_cash_never_spend_it_twice(transactional_db, settings):
    loosen(settings)
    world = make_world(cash="100000")

    def buy(number):
        for turn in range(5):
            submissions.submit_trade(
                user_id=world.user.pk,
                portfolio_id=world.portfolio.id,
                terms=world.terms(quantity=10),
                client_order_id=f"buy-{number}-{turn}",
                at=clock.now(),
            )

    in_threads(4, buy)

    balances = get_balances(portfolio_id=world.portfolio.id)
    filled = Order.objects.filter(status=OrderStatus.FILLED).count()
    assert balances.cash >= 0
    assert balances.held_cash == 0
    assert 1 <= filled <= 7
    assert Order.objects.filter(status=OrderStatus.DENIED).count() == 20 - filled
    assert verification.verify() == []


def test_threads_that_want_the_same_shares_never_sell_them_twice(live_world):
    world = live_world
    world.sent(quantity=10)

    def sell(number):
        submissions.submit_trade(
            user_id=world.user.pk,
            portfolio_id=world.portfolio.id,
            terms=world.terms(quantity=4, side=Side.SELL),
            client_order_id=f"sell-{number}",
            at=clock.now(),
        )

    in_threads(6, sell)

    assert Order.objects.filter(side=Side.SELL, status=OrderStatus.FILLED).count() == 2
    assert verification.verify() == []


def test_order_is_sent_once_when_many_send_and_sweep(live_world, broker):
    world = live_world
    placed = [world.placed(quantity=1) for _ in range(10)]

    def send(number):
        for order in placed:
            execution.send_order(order_id=order.id, at=clock.now())
        sweep.sweep(at=clock.now())

    in_threads(6, send)

    assert sorted(request.tag for request in broker.requests) == sorted(order.tag for order in placed)


def test_cancelling_and_sending_at_once_ends_in_one_of_the_two(live_world, broker):
    world = live_world
    placed = [world.placed(quantity=1) for _ in range(20)]

    def act(number):
        for order in placed:
            try:
                if number % 2:
                    execution.send_order(order_id=order.id, at=clock.now())
                else:
                    orders.cancel_order(user=world.user, order_id=order.id, at=clock.now())
            except execution.OrderNotCancellable:
                pass

    in_threads(4, act)
    sweep.sweep(at=clock.now())

    for row in Order.objects.all():
        was_sent = row.tag in broker.book
        assert row.status == OrderStatus.CANCELLED
        assert (row.submitted_at is not None) == was_sent
    assert get_balances(portfolio_id=world.portfolio.id).held_cash == 0
    assert get_balances(portfolio_id=world.portfolio.id).cash == Decimal(1_000_000)
    assert verification.verify() == []

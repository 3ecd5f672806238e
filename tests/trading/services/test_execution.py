"""Sending: claimed, committed, one call; whatever is not certain is looked up by its tag and never sent again."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from portfolio.selectors.balances import get_balances
from portfolio.selectors.holdings import get_holding
from portfolio.services import verification
from stocksteward.core import clock
from tests.fakes.broker import Silence
from trading.brokers.base import BrokerStatus
from trading.domain.facts import BrokerFill
from trading.enums import HaltScope, OrderStatus, TradeStatus
from trading.models.fill import Fill
from trading.models.order import Order, OrderEvent
from trading.selectors.trades import get_trade
from trading.services import execution, fills, halts, orders, sweep


def raising(error):
    def act():
        raise error

    return act


def status_of(order):
    return Order.objects.get(pk=order.id).status


def test_market_buy_is_sent_filled_and_booked(world):
    order = world.sent(quantity=10)

    trade = get_trade(trade_id=order.trade_id)
    assert order.status == OrderStatus.FILLED
    assert trade.status == TradeStatus.EXECUTED
    assert trade.average_price == Decimal("1300.10")
    assert get_holding(portfolio_id=world.portfolio.id, instrument_id=world.instrument.pk).quantity == 10
    balances = get_balances(portfolio_id=world.portfolio.id)
    assert balances.held_cash == 0
    assert balances.cash < Decimal(1_000_000) - Decimal("13001")
    assert verification.verify() == []


def test_sale_of_holdings_is_filled_and_its_profit_is_known(world):
    world.sent(quantity=10)
    world.quote_at("1400.00")

    order = world.sent(quantity=4, side="SELL")

    trade = get_trade(trade_id=order.trade_id)
    assert trade.status == TradeStatus.EXECUTED
    assert get_holding(portfolio_id=world.portfolio.id, instrument_id=world.instrument.pk).quantity == 6
    assert Fill.objects.get(order_id=order.id).realised_pnl > 300
    assert verification.verify() == []


def test_every_move_is_an_event(world):
    order = world.sent()

    moves = list(OrderEvent.objects.filter(order_id=order.id).values_list("from_status", "to_status"))
    assert moves == [
        ("", "CREATED"),
        ("CREATED", "VALIDATED"),
        ("VALIDATED", "RISK_CHECKED"),
        ("RISK_CHECKED", "SUBMITTED"),
        ("SUBMITTED", "PENDING"),
        ("PENDING", "FILLED"),
    ]


def test_order_is_on_disk_as_submitted_before_the_broker_hears_of_it(world, broker):
    seen = []
    broker.before = lambda: seen.append(Order.objects.get().status)

    world.sent()

    assert seen == [OrderStatus.SUBMITTED]


def test_order_is_sent_once_however_often_it_is_asked_for(world, broker):
    order = world.placed()

    for _ in range(3):
        execution.send_order(order_id=order.id, at=clock.now())

    assert len(broker.requests) == 1


def test_broker_that_rejects_ends_the_order_and_gives_the_hold_back(world, broker):
    broker.rejects = True

    order = world.sent()

    trade = get_trade(trade_id=order.trade_id)
    assert order.status == OrderStatus.REJECTED
    assert trade.status == TradeStatus.REJECTED
    assert "margin" in trade.rejection_reason
    assert get_balances(portfolio_id=world.portfolio.id).free_cash == Decimal(1_000_000)
    assert verification.verify() == []


def test_broker_that_falls_silent_before_taking_leaves_the_outcome_unknown_and_the_hold_in_place(world, broker):
    broker.before = raising(Silence())

    order = world.sent()

    assert order.status == OrderStatus.UNKNOWN
    assert get_trade(trade_id=order.trade_id).status == TradeStatus.PENDING
    assert get_balances(portfolio_id=world.portfolio.id).held_cash > 0


def test_unknown_order_that_the_broker_has_is_adopted_with_its_fills_and_never_sent_again(world, broker):
    broker.after = raising(Silence())
    order = world.sent()
    broker.fill(order.tag, quantity=10)

    found = execution.reconcile_order(order_id=order.id, at=clock.now())

    assert found.status == OrderStatus.FILLED
    assert get_trade(trade_id=order.trade_id).status == TradeStatus.EXECUTED
    assert len(broker.requests) == 1


def test_unknown_order_that_never_arrived_is_ruled_out_and_its_trade_has_failed(world, broker):
    broker.before = raising(Silence())
    order = world.sent()

    found = execution.reconcile_order(order_id=order.id, at=clock.now() + timedelta(seconds=20))

    assert found.status == OrderStatus.REJECTED
    assert get_trade(trade_id=order.trade_id).status == TradeStatus.FAILED
    assert get_balances(portfolio_id=world.portfolio.id).free_cash == Decimal(1_000_000)
    assert len(broker.requests) == 1


def test_unknown_order_stays_unknown_while_the_book_cannot_be_read(world, broker):
    broker.before = raising(Silence())
    order = world.sent()
    broker.is_down = True

    assert execution.reconcile_order(order_id=order.id, at=clock.now() + timedelta(hours=1)).status == OrderStatus.UNKNOWN


def test_unknown_order_stays_unknown_while_the_broker_cannot_promise(world, broker):
    broker.before = raising(Silence())
    broker.can_rule_out = False
    order = world.sent()

    assert execution.reconcile_order(order_id=order.id, at=clock.now() + timedelta(hours=1)).status == OrderStatus.UNKNOWN


def test_report_about_another_order_under_our_tag_is_refused(world, broker):
    order = world.sent()
    report = broker.book[order.tag]

    with pytest.raises(execution.TagConflict):
        execution.apply_report(order_id=order.id, report=type(report)(**{**_fields(report), "quantity": 11}), at=clock.now())


def _fields(report):
    return {name: getattr(report, name) for name in report.__slots__}


def test_the_same_report_twice_books_its_fills_once(world, broker):
    order = world.sent()
    report = broker.fill(order.tag, quantity=4)

    for _ in range(3):
        execution.apply_report(order_id=order.id, report=report, at=clock.now())

    row = Order.objects.get(pk=order.id)
    assert (row.status, row.filled_quantity) == (OrderStatus.PARTIALLY_FILLED, 4)
    assert Fill.objects.count() == 1
    assert get_holding(portfolio_id=world.portfolio.id, instrument_id=world.instrument.pk).quantity == 4


def test_parts_cost_as_much_as_the_whole(world, broker):
    whole, parts = world.sent(quantity=10), world.sent(quantity=10)
    broker.fill(whole.tag, quantity=10)
    for quantity in (1, 2, 3, 4):
        broker.fill(parts.tag, quantity=quantity)

    for order in (whole, parts):
        execution.apply_report(order_id=order.id, report=broker.book[order.tag], at=clock.now())

    totals = [sum(Fill.objects.filter(order_id=order.id).values_list("charges_total", flat=True)) for order in (whole, parts)]
    assert totals[0] == totals[1] > 0


def test_fill_larger_than_the_order_is_refused_and_nothing_is_booked(world, broker):
    order = world.sent()
    fill = BrokerFill(broker_trade_id="T-1", quantity=11, price=Decimal(1300), traded_at=clock.now())

    with pytest.raises(fills.FillBeyondOrder):
        fills.record_fill(order_id=order.id, fill=fill, at=clock.now())
    assert Fill.objects.count() == 0
    assert get_holding(portfolio_id=world.portfolio.id, instrument_id=world.instrument.pk).quantity == 0


def test_fill_of_an_order_that_was_never_sent_is_refused(world, broker):
    order = world.placed()
    fill = BrokerFill(broker_trade_id="T-1", quantity=1, price=Decimal(1300), traded_at=clock.now())

    with pytest.raises(fills.FillOfUnsentOrder):
        fills.record_fill(order_id=order.id, fill=fill, at=clock.now())


def test_fill_that_comes_after_the_cancellation_is_booked(world, broker):
    order = world.sent()
    orders.cancel_order(user=world.user, order_id=order.id, at=clock.now())
    late = BrokerFill(broker_trade_id="late", quantity=3, price=Decimal(1300), traded_at=clock.now())

    fills.record_fill(order_id=order.id, fill=late, at=clock.now())

    row = Order.objects.get(pk=order.id)
    assert (row.status, row.filled_quantity) == (OrderStatus.CANCELLED, 3)
    assert get_trade(trade_id=order.trade_id).filled_quantity == 3
    assert get_holding(portfolio_id=world.portfolio.id, instrument_id=world.instrument.pk).quantity == 3


def test_partly_filled_order_that_is_cancelled_keeps_what_was_filled(world, broker):
    order = world.sent()
    broker.fill(order.tag, quantity=4)

    orders.cancel_order(user=world.user, order_id=order.id, at=clock.now())

    trade = get_trade(trade_id=order.trade_id)
    assert trade.status == TradeStatus.CANCELLED
    assert trade.filled_quantity == 4
    assert get_balances(portfolio_id=world.portfolio.id).held_cash == 0
    assert verification.verify() == []


def test_cancellation_that_the_broker_does_not_hear_is_asked_for_again_by_the_sweep(world, broker):
    order = world.sent()
    broker.is_down = True
    orders.cancel_order(user=world.user, order_id=order.id, at=clock.now())
    assert status_of(order) == OrderStatus.PENDING
    broker.is_down = False

    sweep.sweep(at=clock.now())

    assert status_of(order) == OrderStatus.CANCELLED
    assert len(broker.cancels) == 2


def test_order_that_was_not_sent_is_cancelled_without_the_broker(world, broker):
    order = world.placed()

    orders.cancel_order(user=world.user, order_id=order.id, at=clock.now())

    assert status_of(order) == OrderStatus.CANCELLED
    assert broker.requests == broker.cancels == []
    assert get_balances(portfolio_id=world.portfolio.id).free_cash == Decimal(1_000_000)


def test_order_that_has_ended_cannot_be_cancelled(world):
    order = world.sent()

    with pytest.raises(execution.OrderNotCancellable):
        orders.cancel_order(user=world.user, order_id=order.id, at=clock.now())


def test_order_waiting_to_be_sent_when_the_desk_is_halted_is_denied_and_never_sent(world, broker):
    order = world.placed()
    halts.engage(scope=HaltScope.GLOBAL, reason="Drill", by=None, at=clock.now())

    sent = execution.send_order(order_id=order.id, at=clock.now())

    assert sent.status == OrderStatus.DENIED
    assert broker.requests == []
    assert get_trade(trade_id=order.trade_id).status == TradeStatus.REJECTED
    assert get_balances(portfolio_id=world.portfolio.id).free_cash == Decimal(1_000_000)


def test_halt_of_another_person_does_not_stop_the_order(world, broker):
    from tests.factories.accounts import dev

    halts.engage(scope=HaltScope.USER, user_id=dev().pk, reason="Drill", by=None, at=clock.now())

    assert world.sent().status == OrderStatus.PENDING


def test_order_of_a_person_who_was_suspended_meanwhile_is_denied(world, broker):
    order = world.placed()
    type(world.user).objects.filter(pk=world.user.pk).update(trading_suspended=True)

    assert execution.send_order(order_id=order.id, at=clock.now()).status == OrderStatus.DENIED
    assert broker.requests == []


@pytest.mark.parametrize(
    ("end", "status", "outcome"),
    [
        (BrokerStatus.CANCELLED, OrderStatus.CANCELLED, TradeStatus.CANCELLED),
        (BrokerStatus.EXPIRED, OrderStatus.EXPIRED, TradeStatus.EXPIRED),
        (BrokerStatus.REJECTED, OrderStatus.REJECTED, TradeStatus.REJECTED),
    ],
)
def test_what_the_broker_ends_is_ended_by_the_sweep(world, broker, end, status, outcome):
    order = world.sent()
    broker.end(order.tag, end, "The exchange says so.")

    sweep.sweep(at=clock.now())

    assert status_of(order) == status
    assert get_trade(trade_id=order.trade_id).status == outcome
    assert verification.verify() == []


def test_depository_is_paid_once_for_all_sales_of_a_share_on_a_day(world):
    world.sent(quantity=10)
    first, second = world.sent(quantity=2, side="SELL"), world.sent(quantity=3, side="SELL")

    paid = [Decimal(Fill.objects.get(order_id=order.id).charges["dp"]) for order in (first, second)]
    assert paid[0] > 0
    assert paid[1] == 0


def test_trade_on_the_portfolio_of_another_is_refused(world):
    from stocksteward.core.errors import NotFound
    from tests.factories.accounts import dev

    world.user = dev()

    with pytest.raises(NotFound):
        world.trade()

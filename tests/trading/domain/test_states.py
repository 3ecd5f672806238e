"""Every pair of states: what the tables allow passes, everything else raises, and the database refuses unknown words."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import IntegrityError, transaction

from trading.domain import order_states, trade_states
from trading.enums import ApprovalStatus, OrderStatus, TradeStatus
from trading.models.fill import Fill
from trading.models.order import Order, OrderEvent
from trading.models.risk_decision import RiskDecision
from trading.models.trade import Trade
from trading.services import lifecycle


@pytest.mark.parametrize(("current", "target"), list(product(OrderStatus, OrderStatus)))
def test_order_makes_only_the_moves_in_the_table(current, target):
    if target in order_states.NEXT[current]:
        order_states.check_transition(current, target)
    else:
        with pytest.raises(order_states.IllegalTransition):
            order_states.check_transition(current, target)


@pytest.mark.parametrize(("current", "target"), list(product(TradeStatus, TradeStatus)))
def test_trade_makes_only_the_moves_in_the_table(current, target):
    if target in trade_states.NEXT[current]:
        trade_states.check_transition(current, target)
    else:
        with pytest.raises(order_states.IllegalTransition):
            trade_states.check_transition(current, target)


@pytest.mark.parametrize(("current", "target"), list(product(ApprovalStatus, ApprovalStatus)))
def test_approval_makes_only_the_moves_in_the_table(current, target):
    if target in trade_states.NEXT_APPROVAL[current]:
        trade_states.check_approval_transition(current, target)
    else:
        with pytest.raises(order_states.IllegalTransition):
            trade_states.check_approval_transition(current, target)


def test_tables_name_every_state():
    assert set(order_states.NEXT) == set(OrderStatus)
    assert set(trade_states.NEXT) == set(TradeStatus)
    assert set(trade_states.NEXT_APPROVAL) == set(ApprovalStatus)
    assert set(trade_states.OUTCOME) == order_states.FINISHED


def test_what_was_filled_denied_or_rejected_goes_nowhere():
    for status in (OrderStatus.FILLED, OrderStatus.DENIED, OrderStatus.REJECTED):
        assert order_states.NEXT[status] == frozenset()


def refused(rows, **changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**changes)
    return True


@pytest.mark.parametrize("word", ["", "filled", "SENT", "DONE"])
def test_database_refuses_a_status_that_is_not_in_the_list(world, broker, word):
    order = world.sent()

    assert refused(Order.objects.filter(pk=order.id), status=word)
    assert refused(Trade.objects.filter(pk=order.trade_id), status=word)


def test_database_refuses_that_a_filled_quantity_goes_down_or_beyond_the_order(world, broker):
    order = world.sent(quantity=10)
    rows = Order.objects.filter(pk=order.id)
    rows.update(filled_quantity=4, status=OrderStatus.PARTIALLY_FILLED)

    assert refused(rows, filled_quantity=3)
    assert refused(rows, filled_quantity=11)
    assert refused(rows, status=OrderStatus.FILLED)


def test_database_refuses_that_an_ended_order_begins_again(world):
    order = world.sent()

    for status in set(OrderStatus) - {OrderStatus.FILLED}:
        assert refused(Order.objects.filter(pk=order.id), status=status)


def test_database_refuses_a_limit_price_on_a_market_order(world, broker):
    order = world.sent()

    assert refused(Order.objects.filter(pk=order.id), limit_price=1)


@pytest.mark.parametrize("model", [OrderEvent, Fill, RiskDecision])
def test_database_refuses_to_change_or_delete_what_has_happened(world, model):
    world.sent()
    row = model.objects.order_by("pk").first()

    assert refused(model.objects.filter(pk=row.pk), id=row.pk + 1_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk)._raw_delete("default")
    assert model.objects.filter(pk=row.pk).exists()


def test_pen_refuses_a_move_that_somebody_else_made_first(world, broker):
    order = world.sent()
    mine, theirs = (Order.objects.select_related("instrument").get(pk=order.id) for _ in range(2))
    lifecycle.move_order(order=theirs, to=OrderStatus.CANCELLED, at=theirs.created_at)

    with pytest.raises(lifecycle.MovedMeanwhile):
        lifecycle.move_order(order=mine, to=OrderStatus.EXPIRED, at=mine.created_at)
    assert OrderEvent.objects.filter(order_id=order.id, to_status=OrderStatus.EXPIRED).count() == 0

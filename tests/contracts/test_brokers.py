"""What every broker keeps, paper or live: each joins by one line in ``BROKERS``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from stocksteward.core import clock
from tests.factories.trading import World, make_world
from tests.fakes.broker import FakeBroker
from tests.trading.conftest import loosen
from trading.brokers import registry
from trading.brokers.base import Broker, BrokerStatus, OrderRequest
from trading.brokers.errors import BrokerRejected
from trading.enums import OrderType, Product, Side, Validity
from trading.services.orders import new_tag

pytestmark = pytest.mark.django_db


@dataclass
class Bench:
    """A broker, and how its market is made to show another price."""

    broker: Broker
    world: World

    def request(self, **fields: Any) -> OrderRequest:
        """Return a limit order far from the market, so that it rests, unless said otherwise. Its tag is one of our orders'."""
        placed = self.world.placed(limit_price=fields.pop("limit", "1290.00"), quantity=fields.get("quantity", 10))
        values = {
            "tag": placed.tag,
            "instrument_id": self.world.instrument.pk,
            "exchange": "NSE",
            "symbol": "RELIANCE",
            "side": Side.BUY,
            "quantity": 10,
            "order_type": OrderType.LIMIT,
            "limit_price": placed.limit_price,
            "price_bound": placed.limit_price,
            "product": Product.CNC,
            "validity": Validity.DAY,
            "at": clock.now(),
        }
        return OrderRequest(**{**values, **fields})


def paper(world: World) -> Broker:
    """The paper broker over the desk's own prices."""
    return registry.get("paper")


def fake(world: World) -> Broker:
    """The fake of the tests, so that it stays a broker."""
    return FakeBroker()


BROKERS: dict[str, Callable[[World], Broker]] = {"paper": paper, "fake": fake}


@pytest.fixture(params=sorted(BROKERS))
def bench(request, db, settings):
    loosen(settings)
    world = make_world()
    return Bench(broker=BROKERS[request.param](world), world=world)


def test_order_that_is_taken_is_in_the_book_under_its_tag(bench):
    request = bench.request()

    report = bench.broker.place(request)

    assert (report.tag, report.side, report.quantity, report.status) == (request.tag, Side.BUY, 10, BrokerStatus.OPEN)
    assert report.broker_order_id
    assert bench.broker.fetch_orders([request.tag]) == {request.tag: report}


def test_tag_that_the_broker_does_not_know_is_not_in_the_answer(bench):
    assert bench.broker.fetch_orders([new_tag()]) == {}
    assert bench.broker.fetch_orders([]) == {}


def test_cancelled_order_is_cancelled_however_often_it_is_asked_for(bench):
    request = bench.request()
    bench.broker.place(request)

    for _ in range(2):
        report = bench.broker.cancel(tag=request.tag, broker_order_id="", at=clock.now())
        assert report.status == BrokerStatus.CANCELLED
        assert report.fills == ()


def test_unknown_order_cannot_be_cancelled(bench):
    with pytest.raises(BrokerRejected):
        bench.broker.cancel(tag=new_tag(), broker_order_id="", at=clock.now())


def test_tag_that_was_taken_is_never_ruled_out(bench):
    request = bench.request()
    bench.broker.place(request)

    assert not bench.broker.rule_out(tag=request.tag, at=clock.now())
    assert bench.broker.fetch_orders([request.tag])[request.tag].status == BrokerStatus.OPEN


def test_tag_that_was_ruled_out_is_never_traded(bench):
    request = bench.request()

    assert bench.broker.rule_out(tag=request.tag, at=clock.now())
    assert bench.broker.rule_out(tag=request.tag, at=clock.now())
    try:
        report = bench.broker.place(request)
    except BrokerRejected:
        report = bench.broker.fetch_orders([request.tag]).get(request.tag)

    assert report is None or (report.status, report.fills) == (BrokerStatus.REJECTED, ())

"""What is shown and set aside before an order is what the fill will cost, for shares and for exchange traded funds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from market.enums import InstrumentKind
from portfolio.models.portfolio import Portfolio
from stocksteward.core import clock
from tests.factories.accounts import arjun
from tests.factories.market import InstrumentFactory
from tests.factories.portfolio import owns
from tests.factories.trading import make_world
from trading.enums import Side
from trading.models.fill import Fill
from trading.models.order import Order
from trading.services import orders

pytestmark = pytest.mark.django_db


def shown(world, **fields):
    return orders.preview(user_id=world.user.pk, portfolio_id=world.portfolio.id, terms=world.terms(**fields), at=clock.now())


@pytest.mark.parametrize(("kind", "stt"), [(InstrumentKind.EQUITY, 130), (InstrumentKind.ETF, 0)])
def test_a_purchase_is_shown_with_the_tax_that_it_will_pay(kind, stt):
    world = make_world(instrument=InstrumentFactory(kind=kind))

    assert shown(world, quantity=100, limit_price="1300.00").charges["stt"] == stt


def test_a_sale_of_a_fund_is_shown_with_the_tax_of_funds():
    world = make_world(instrument=InstrumentFactory(kind=InstrumentKind.ETF))
    owns(Portfolio.objects.get(pk=world.portfolio.id), world.instrument, quantity=500, price=Decimal(1_200))

    assert shown(world, side=Side.SELL, quantity=500, limit_price="1300.00").charges["stt"] == 7


@pytest.mark.parametrize("kind", [InstrumentKind.EQUITY, InstrumentKind.ETF])
def test_what_is_shown_is_what_the_fill_is_charged(kind):
    world = make_world(user=arjun(), instrument=InstrumentFactory(kind=kind))
    before = shown(world, quantity=50)
    world.sent(quantity=50)

    fill = Fill.objects.get(order=Order.objects.get())

    assert fill.price == before.price
    assert fill.charges_total == before.charges["total"]

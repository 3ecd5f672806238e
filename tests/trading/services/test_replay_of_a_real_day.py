"""A recorded day of RELIANCE, tick by tick: orders fill at prices and times that the tape allows, and never otherwise."""

from __future__ import annotations

import csv
import gzip
from datetime import datetime
from decimal import Decimal

import pytest

from market.domain.quotes import Tick, TickBatch
from portfolio.services import verification
from stocksteward.core.clock import IST
from tests.factories.market import FeedStateFactory
from trading.enums import OrderStatus, Side
from trading.models.fill import Fill
from trading.models.order import Order
from trading.services import paper_matching

MODE = "replay:2021-05-31@600x"


@pytest.fixture
def tape(shared_data):
    """The first 1,500 ticks: moment, price, shares traded since the tick before."""
    with gzip.open(shared_data / "ticks" / "RELIANCE_2021-05-31.csv.gz", "rt") as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: (row["timestamp"], int(row["volume"])))[:1_500]
    before, ticks = 0, []
    for row in rows:
        at = datetime.strptime(row["timestamp"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=IST)
        total = int(row["volume"])
        ticks.append((at, Decimal(row["ltp"]), total - before))
        before = total
    return ticks


class Player:
    """Shows the tape to the desk, so many ticks at a time, with the market's clock at the last of them."""

    def __init__(self, world, tape, settings):
        self.world, self.tape, self.position = world, tape, 0
        settings.STEWARD_MARKET = MODE

    def play(self, count):
        part = self.tape[self.position : self.position + count]
        ticks = tuple(
            Tick(
                instrument_id=self.world.instrument.pk,
                price=price,
                quantity=quantity,
                bid=None,
                ask=None,
                at=at,
                sequence=self.position + n + 1,
            )
            for n, (at, price, quantity) in enumerate(part)
        )
        self.position += count
        type(FeedStateFactory()).objects.update(mode=MODE, market_time=part[-1][0])
        self.world.quote_at(str(part[-1][1]), as_of=part[-1][0], previous_close=Decimal("2094.80"), source="replay")
        type(self.world.quote).objects.filter(pk=self.world.quote.pk).update(bid=None, ask=None)
        paper_matching.match(TickBatch(market_time=part[-1][0], ticks=ticks, source="replay"))
        return part


@pytest.fixture
def player(world, tape, settings):
    settings.STEWARD_QUOTE_AGE_SECONDS_MAX = 3_600
    type(world.instrument).objects.filter(pk=world.instrument.pk).update(tick_size=Decimal("0.05"), has_closing_auction=False)
    _open_the_day()
    one = Player(world, tape, settings)
    one.play(100)
    return one


def _open_the_day():
    from market.services.demo import install_demo_market

    install_demo_market()


def allowed(tape, *, since, side, limit=None):
    """The moments after ``since`` at which the tape traded at the limit or better."""
    beyond = (lambda price: limit is None or price <= limit) if side == Side.BUY else (lambda price: limit is None or price >= limit)
    return {at: (price, quantity) for at, price, quantity in tape if at > since and beyond(price)}


def test_market_order_is_filled_by_the_next_ticks_at_their_prices(player, world, tape):
    accepted_at = tape[99][0]
    order = world.sent(quantity=50)
    assert order.status == OrderStatus.PENDING

    player.play(200)

    assert Order.objects.get(pk=order.id).status == OrderStatus.FILLED
    there = allowed(tape, since=accepted_at, side=Side.BUY)
    first = min(there)
    fills = list(Fill.objects.all())
    assert fills[0].traded_at == first
    for fill in fills:
        price, quantity = there[fill.traded_at.astimezone(IST)]
        assert fill.price == price
        assert fill.quantity <= quantity
    assert verification.verify() == []


def test_limit_order_rests_and_is_filled_when_the_tape_goes_through_it(player, world, tape):
    accepted_at = tape[99][0]
    later = [price for at, price, _ in tape if at > accepted_at]
    limit = (min(later) + Decimal("0.50")) // Decimal("0.05") * Decimal("0.05")
    order = world.sent(quantity=50, limit_price=f"{limit}")

    while player.position < len(tape) - 200:
        player.play(200)

    there = allowed(tape, since=accepted_at, side=Side.BUY, limit=limit)
    fills = list(Fill.objects.filter(order_id=order.id))
    assert sum(fill.quantity for fill in fills) == (50 if there else 0)
    for fill in fills:
        assert fill.price <= limit
        assert fill.traded_at.astimezone(IST) in there
        assert fill.quantity <= there[fill.traded_at.astimezone(IST)][1]
    assert verification.verify() == []


def test_limit_that_the_tape_never_reaches_is_never_filled(player, world, tape):
    limit = min(price for _, price, _ in tape) - 5
    order = world.sent(quantity=50, limit_price=f"{limit // Decimal('0.05') * Decimal('0.05')}")

    while player.position < len(tape) - 200:
        player.play(200)

    assert Order.objects.get(pk=order.id).filled_quantity == 0
    assert Fill.objects.count() == 0

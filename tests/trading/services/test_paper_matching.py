"""Working paper orders and the feed: what the tape allows is filled and booked, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from market.domain.quotes import Tick, TickBatch
from portfolio.selectors.balances import get_balances
from portfolio.selectors.holdings import get_holding
from portfolio.services import verification
from stocksteward.core import clock, events
from trading.domain import paper_exchange
from trading.enums import OrderStatus, PaperOrderStatus, TradeStatus
from trading.models.order import Order
from trading.models.paper import PaperOrder
from trading.selectors.trades import get_trade
from trading.services import execution, paper_book, paper_matching, sweep


def batch(world, price, *, quantity=None, sequence=1):
    at = clock.now()
    one = Tick(instrument_id=world.instrument.pk, price=Decimal(price), quantity=quantity, bid=None, ask=None, at=at, sequence=sequence)
    return TickBatch(market_time=at, ticks=(one,), source="simulated")


def row(order):
    return Order.objects.get(pk=order.id)


def test_limit_below_the_market_rests_and_is_filled_at_its_limit_when_the_price_goes_through(world):
    order = world.sent(limit_price="1290.00")
    assert order.status == OrderStatus.PENDING

    events.announce(events.QUOTES_ADVANCED, batch=batch(world, "1290.00"))
    assert row(order).status == OrderStatus.PENDING
    events.announce(events.QUOTES_ADVANCED, batch=batch(world, "1289.90", sequence=2))

    trade = get_trade(trade_id=order.trade_id)
    assert (trade.status, trade.average_price) == (TradeStatus.EXECUTED, Decimal(1290))
    assert verification.verify() == []


def test_marketable_limit_is_filled_at_once_at_the_better_price(world):
    order = world.sent(limit_price="1310.00")

    assert get_trade(trade_id=order.trade_id).average_price == Decimal("1300.10")
    assert get_balances(portfolio_id=world.portfolio.id).held_cash == 0


def test_nothing_is_filled_on_a_stale_price(world, settings):
    order = world.sent(limit_price="1290.00")
    settings.STEWARD_QUOTE_AGE_SECONDS_MAX = 5
    long_ago = clock.now() - timedelta(minutes=5)
    world.quote_at("1280.00", as_of=long_ago, received_at=long_ago)

    paper_matching.match(batch(world, "1280.00"))

    assert row(order).filled_quantity == 0


def test_market_order_without_a_live_price_at_the_broker_waits_for_one(world, settings):
    order = world.placed()
    settings.STEWARD_QUOTE_AGE_SECONDS_MAX = 5
    long_ago = clock.now() - timedelta(minutes=5)
    world.quote_at("1300.00", as_of=long_ago, received_at=long_ago)

    sent = execution.send_order(order_id=order.id, at=clock.now())

    assert (sent.status, sent.filled_quantity) == (OrderStatus.PENDING, 0)


def test_tape_fills_no_more_than_was_traded_and_the_rest_waits(world):
    order = world.sent(limit_price="1290.00", quantity=10)

    paper_matching.match(batch(world, "1280.00", quantity=4))
    assert (row(order).status, row(order).filled_quantity) == (OrderStatus.PARTIALLY_FILLED, 4)
    paper_matching.match(batch(world, "1280.00", quantity=100, sequence=2))

    assert row(order).status == OrderStatus.FILLED
    assert verification.verify() == []


def test_same_batch_twice_fills_once(world):
    order = world.sent(limit_price="1290.00", quantity=10)
    one = batch(world, "1280.00", quantity=4)

    paper_matching.match(one)
    paper_matching.match(one)

    assert row(order).filled_quantity == 4


def test_fill_that_the_desk_did_not_hear_of_is_booked_by_the_sweep(world):
    order = world.sent(limit_price="1290.00")
    tick = batch(world, "1280.00").ticks
    paper_book.match_open_orders(
        instrument_id=world.instrument.pk, match=lambda orders: paper_exchange.match_ticks(orders, tick, source="simulated")
    )
    assert row(order).filled_quantity == 0

    sweep.sweep(at=clock.now())

    assert row(order).status == OrderStatus.FILLED
    assert get_holding(portfolio_id=world.portfolio.id, instrument_id=world.instrument.pk).quantity == 10


def test_day_order_ends_with_its_session_and_gives_its_hold_back(world):
    order = world.sent(limit_price="1290.00")
    PaperOrder.objects.filter(tag=order.tag).update(expires_at=clock.now() - timedelta(seconds=1))

    sweep.sweep(at=clock.now())

    assert row(order).status == OrderStatus.EXPIRED
    assert get_trade(trade_id=order.trade_id).status == TradeStatus.EXPIRED
    assert get_balances(portfolio_id=world.portfolio.id).held_cash == 0


def test_tag_that_was_ruled_out_takes_no_order_any_more(world):
    order = world.placed()
    book = paper_book.StoredBook()

    assert book.close_tag(tag=order.tag, at=clock.now())
    sent = execution.send_order(order_id=order.id, at=clock.now())

    assert sent.status == OrderStatus.REJECTED
    assert PaperOrder.objects.get(tag=order.tag).status == PaperOrderStatus.REJECTED
    assert not book.close_tag(tag="SSNOSUCHORDER", at=clock.now())


def test_tag_of_a_taken_order_cannot_be_ruled_out(world):
    order = world.sent(limit_price="1290.00")

    assert not paper_book.StoredBook().close_tag(tag=order.tag, at=clock.now())


def test_in_a_replay_only_the_tape_fills(world, settings):
    settings.STEWARD_MARKET = "replay:2021-05-31@600x"

    assert paper_book.DeskMarket().arrival_moment(order=None, at=clock.now()) is None

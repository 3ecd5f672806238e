"""The paper market: never worse than the limit, never before it was taken, never more than traded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from market.domain.quotes import Tick
from trading.domain import paper_exchange
from trading.domain.paper_exchange import PaperOrderFacts, match_ticks
from trading.enums import OrderType, PaperOrderStatus, Product, Side

START = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def order(**fields):
    values = {
        "tag": "SSTEST",
        "instrument_id": 1,
        "side": Side.BUY,
        "quantity": 100,
        "order_type": OrderType.LIMIT,
        "limit_price": Decimal(100),
        "price_bound": Decimal(100),
        "product": Product.CNC,
        "status": PaperOrderStatus.OPEN,
        "accepted_at": START,
        "expires_at": None,
    }
    return PaperOrderFacts(**{**values, **fields})


def market_order(**fields):
    return order(order_type=OrderType.MARKET, limit_price=None, **fields)


def tick(price, *, second=1, quantity=None, sequence=None, bid=None, ask=None):
    return Tick(
        instrument_id=1,
        price=Decimal(price),
        quantity=quantity,
        bid=None if bid is None else Decimal(bid),
        ask=None if ask is None else Decimal(ask),
        at=START + timedelta(seconds=second),
        sequence=sequence if sequence is not None else second + 1_000,
    )


def after(one, *ticks):
    return match_ticks([one], ticks, source="tape")[0]


def test_resting_order_is_not_filled_by_a_touch():
    assert after(order(), tick("101"), tick("100", second=2)).filled_quantity == 0


def test_resting_order_is_filled_at_its_limit_when_the_price_goes_through():
    met = after(order(), tick("101"), tick("99", second=2))

    assert [(fill.quantity, fill.price) for fill in met.fills] == [(100, Decimal(100))]
    assert met.status == PaperOrderStatus.FILLED


def test_marketable_limit_gets_the_better_price_of_the_market():
    assert after(order(), tick("98", ask="98.5")).fills[0].price == Decimal("98.5")


def test_marketable_limit_whose_offer_is_beyond_the_limit_waits():
    assert after(order(), tick("100", ask="100.5")).fills == ()


def test_tick_at_the_moment_of_taking_or_before_fills_nothing():
    assert after(order(), tick("90", second=0), tick("90", second=-5)).fills == ()


def test_tick_is_met_once():
    once = after(order(), tick("90", quantity=30))

    assert after(once, tick("90", quantity=30)).filled_quantity == 30


def test_market_order_waits_while_the_price_is_beyond_its_bound():
    bought = after(market_order(price_bound=Decimal(102)), tick("103"), tick("101", second=2))

    assert [fill.price for fill in bought.fills] == [Decimal(101)]


def test_sale_at_the_market_gets_the_bid():
    assert after(market_order(side=Side.SELL, price_bound=Decimal(95)), tick("100", bid="99.5", ask="100.5")).fills[0].price == Decimal(
        "99.5"
    )


def test_traded_quantity_is_given_away_once_first_come_first_served():
    first, second = match_ticks([order(tag="A"), order(tag="B")], [tick("99", quantity=120)], source="tape")

    assert (first.filled_quantity, second.filled_quantity) == (100, 20)


def test_order_whose_day_has_ended_is_filled_no_more():
    ended = order(expires_at=START + timedelta(seconds=5))

    assert after(ended, tick("90", second=5)).fills == ()
    assert paper_exchange.expire(ended, market_time=START + timedelta(seconds=5)).status == PaperOrderStatus.EXPIRED
    assert paper_exchange.expire(ended, market_time=START + timedelta(seconds=4)) == ended


def test_what_has_ended_is_neither_filled_nor_cancelled_again():
    ended = replace(order(), status=PaperOrderStatus.CANCELLED, reason="Cancelled as asked.")

    assert after(ended, tick("90")) == ended
    assert paper_exchange.cancel(ended) == ended


prices = st.integers(min_value=1, max_value=400).map(lambda ticks: Decimal(ticks) / 2)
tapes = st.lists(
    st.tuples(
        prices,
        st.one_of(st.none(), st.integers(min_value=0, max_value=60)),
        st.integers(min_value=-3, max_value=30),
        st.one_of(st.none(), st.integers(min_value=0, max_value=4)),
    ),
    max_size=25,
)
wishes = st.lists(
    st.tuples(st.sampled_from(list(Side)), st.sampled_from(list(OrderType)), prices, st.integers(min_value=1, max_value=80)),
    min_size=1,
    max_size=4,
)


@given(tape=tapes, asked=wishes)
def test_no_tape_makes_a_fill_that_the_market_did_not_allow(tape, asked):
    orders = [
        order(
            tag=f"SS{number}",
            side=side,
            order_type=kind,
            limit_price=price if kind == OrderType.LIMIT else None,
            price_bound=price,
            quantity=quantity,
        )
        for number, (side, kind, price, quantity) in enumerate(asked)
    ]
    ticks = [
        tick(
            str(price),
            second=second,
            quantity=quantity,
            sequence=number + 1,
            bid=None if spread is None else str(max(price - spread, 1)),
            ask=None if spread is None else str(price + spread),
        )
        for number, (price, quantity, second, spread) in enumerate(sorted(tape, key=lambda one: one[2]))
    ]

    met = match_ticks(orders, ticks, source="tape")

    given_away: dict[datetime, int] = {}
    for before, after_ in zip(orders, met, strict=True):
        assert after_.filled_quantity == sum(fill.quantity for fill in after_.fills) <= before.quantity
        assert (after_.status == PaperOrderStatus.FILLED) == (after_.filled_quantity == before.quantity)
        for fill in after_.fills:
            assert fill.quantity > 0
            assert fill.traded_at > before.accepted_at
            assert not paper_exchange.is_beyond(side=before.side, price=fill.price, limit=before.worst_price)
            given_away[fill.traded_at] = given_away.get(fill.traded_at, 0) + fill.quantity
    for moment, total in given_away.items():
        there = [one for one in ticks if one.at == moment]
        if all(one.quantity is not None for one in there):
            assert total <= sum(one.quantity for one in there)


@given(tape=tapes)
def test_meeting_a_tape_in_parts_is_meeting_it_as_a_whole(tape):
    ticks = [
        tick(str(price), second=second, quantity=quantity, sequence=number + 1) for number, (price, quantity, second, _) in enumerate(tape)
    ]
    whole = after(order(), *ticks)

    parts = order()
    for one in ticks:
        parts = after(parts, one)

    assert parts == whole

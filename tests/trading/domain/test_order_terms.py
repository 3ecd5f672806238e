"""What the exchange does not take is told by field and rule."""

from __future__ import annotations

from decimal import Decimal

import pytest

from market.domain.instruments import InstrumentFacts
from market.enums import InstrumentKind
from trading.domain.order_terms import OrderTerms, check_terms, is_on_tick
from trading.enums import OrderType, Side


def instrument(**fields):
    values = {
        "id": 1,
        "isin": "INE002A01018",
        "exchange": "NSE",
        "symbol": "RELIANCE",
        "name": "Reliance",
        "kind": InstrumentKind.EQUITY,
        "sector": "Energy",
        "tick_size": Decimal("0.10"),
        "lot_size": 1,
        "band_percent": None,
        "has_closing_auction": False,
        "freeze_quantity": 5_000,
        "is_tradable": True,
    }
    return InstrumentFacts(**{**values, **fields})


def terms(**fields):
    values = {"instrument_id": 1, "side": Side.BUY, "quantity": 10, "order_type": OrderType.MARKET}
    return OrderTerms(**{**values, **fields})


def limit(price, **fields):
    return terms(order_type=OrderType.LIMIT, limit_price=None if price is None else Decimal(price), **fields)


@pytest.mark.parametrize(
    ("wish", "share", "field", "words"),
    [
        (terms(quantity=0), {}, "quantity", "above zero"),
        (terms(quantity=-5), {}, "quantity", "above zero"),
        (terms(quantity=5_001), {}, "quantity", "At most 5000"),
        (terms(quantity=10_000_001), {"freeze_quantity": None}, "quantity", "At most 10000000"),
        (terms(quantity=7), {"lot_size": 5}, "quantity", "lot of 5"),
        (terms(limit_price=Decimal(5)), {}, "limit_price", "MARKET order has no"),
        (limit(None), {}, "limit_price", "needs a limit price"),
        (limit("0"), {}, "limit_price", "above zero"),
        (limit("-1"), {}, "limit_price", "above zero"),
        (limit("NaN"), {}, "limit_price", "above zero"),
        (limit("Infinity"), {}, "limit_price", "above zero"),
        (limit("1e30"), {}, "limit_price", "at most"),
        (limit("1300.05"), {}, "limit_price", "tick of 0.1"),
        (terms(), {"is_tradable": False}, "symbol", "cannot be traded"),
    ],
)
def test_what_breaks_a_rule_is_named(wish, share, field, words):
    defects = check_terms(wish, instrument(**share))

    assert [name for name, _ in defects] == [field]
    assert words in defects[0][1]


@pytest.mark.parametrize("wish", [terms(), limit("1300.10"), limit("0.10"), terms(quantity=5_000)])
def test_what_keeps_the_rules_passes(wish):
    assert check_terms(wish, instrument()) == []


def test_fingerprint_is_of_everything_that_matters():
    wishes = [
        terms(),
        terms(quantity=11),
        terms(side=Side.SELL),
        terms(instrument_id=2),
        limit("1300.10"),
        limit("1300.20"),
    ]

    assert len({wish.fingerprint(portfolio_id=1) for wish in wishes}) == len(wishes)
    assert terms().fingerprint(portfolio_id=1) != terms().fingerprint(portfolio_id=2)
    assert limit("1300.1").fingerprint(portfolio_id=1) == limit("1300.10").fingerprint(portfolio_id=1)


def test_no_price_is_on_a_tick_of_zero():
    assert not is_on_tick(price=Decimal(1), tick_size=Decimal(0))

"""The size of a strategy's order: each limit on its own, and never beyond any of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.domain.sizing import size_order
from tests.factories.agents import SizingFactsFactory


@pytest.mark.parametrize(
    ("changes", "quantity"),
    [
        ({}, 50),
        ({"risk_tolerance": "CONSERVATIVE"}, 25),
        ({"risk_tolerance": "AGGRESSIVE"}, 90),
        ({"risk_tolerance": "RECKLESS"}, 25),
        ({"owned_shares": 20}, 30),
        ({"owned_shares": 50}, 0),
        ({"owned_shares": 500}, 0),
        ({"free_cash": Decimal(10_050)}, 10),
        ({"free_cash": Decimal(10_049)}, 9),
        ({"free_cash": Decimal(0)}, 0),
        ({"order_value_max": Decimal(7_999)}, 7),
        ({"strategy_value_max": Decimal(3_000)}, 3),
        ({"strategy_quantity_max": 4}, 4),
        ({"freeze_quantity": 6}, 6),
        ({"lot_size": 15}, 45),
        ({"lot_size": 100}, 0),
        ({"price": None}, 0),
        ({"price": Decimal(0)}, 0),
    ],
)
def test_buy_is_held_by_the_tightest_limit(changes, quantity):
    size = size_order(side="BUY", facts=SizingFactsFactory(**changes))

    assert size.quantity == quantity
    assert size.reason


@pytest.mark.parametrize(
    ("changes", "quantity"),
    [
        ({}, 0),
        ({"owned_shares": 20}, 0),
        ({"owned_shares": 20, "free_shares": 20}, 20),
        ({"owned_shares": 20, "free_shares": 12}, 12),
        ({"free_shares": 20, "order_value_max": Decimal(5_500)}, 5),
        ({"free_shares": 20, "strategy_quantity_max": 3}, 3),
        ({"free_shares": 20, "lot_size": 15}, 15),
        ({"free_shares": 20, "order_value_max": Decimal(10)}, 0),
    ],
)
def test_sale_never_exceeds_the_free_shares(changes, quantity):
    assert size_order(side="SELL", facts=SizingFactsFactory(**changes)).quantity == quantity


amounts = st.decimals(min_value=0, max_value=10_000_000, places=2)


facts_of_all_kinds = st.builds(
    SizingFactsFactory,
    price=st.decimals(min_value=Decimal("0.05"), max_value=200_000, places=2),
    lot_size=st.integers(1, 500),
    free_cash=amounts,
    owned_shares=st.integers(0, 10_000),
    portfolio_value=amounts,
    order_value_max=amounts,
)


@given(facts=facts_of_all_kinds, side=st.sampled_from(["BUY", "SELL"]))
def test_no_size_breaks_a_limit(facts, side):
    facts = replace(facts, free_shares=facts.owned_shares)

    quantity = size_order(side=side, facts=facts).quantity

    assert quantity >= 0
    assert quantity % facts.lot_size == 0
    assert quantity * facts.price <= facts.order_value_max
    if side == "BUY":
        assert quantity * facts.price <= facts.free_cash
        assert quantity == 0 or (facts.owned_shares + quantity) * facts.price <= facts.portfolio_value * facts.position_size_fraction_max
    else:
        assert quantity <= facts.owned_shares

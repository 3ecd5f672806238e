"""The average method is exact: nothing is lost or made up, whatever is bought and sold."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain import cost_basis
from portfolio.domain.cost_basis import CostBasis, Removed

rupees = st.integers(min_value=0, max_value=10**14).map(lambda units: Decimal(units).scaleb(-4))


def test_two_buys_are_averaged_without_their_charges():
    basis = cost_basis.after_buy(CostBasis(), quantity=10, value=Decimal(1000), charges=Decimal(5))
    basis = cost_basis.after_buy(basis, quantity=5, value=Decimal(560), charges=Decimal(3))

    assert basis == CostBasis(quantity=15, cost=Decimal(1560), buy_charges=Decimal(8))
    assert basis.average_price == Decimal(104)


def test_the_rounding_remainder_stays_with_the_shares_that_are_kept():
    basis = CostBasis(quantity=3, cost=Decimal(100), buy_charges=Decimal(1))

    removed = cost_basis.removed_by_sale(basis, quantity=1)

    assert removed == Removed(cost=Decimal("33.3333"), buy_charges=Decimal("0.3333"))
    assert cost_basis.after_sale(basis, quantity=1, removed=removed) == CostBasis(2, Decimal("66.6667"), Decimal("0.6667"))


def test_selling_all_takes_all_of_the_cost():
    basis = CostBasis(quantity=3, cost=Decimal("100.0001"), buy_charges=Decimal("0.0001"))

    removed = cost_basis.removed_by_sale(basis, quantity=3)

    assert cost_basis.after_sale(basis, quantity=3, removed=removed) == CostBasis(0, Decimal(0), Decimal(0))


def test_realised_profit_is_net_of_the_sales_charges_and_of_its_part_of_the_buys():
    basis = CostBasis(quantity=10, cost=Decimal(1000), buy_charges=Decimal(5))
    removed = cost_basis.removed_by_sale(basis, quantity=4)

    assert cost_basis.realised_by_sale(value=Decimal(440), charges=Decimal(2), removed=removed) == Decimal(36)


def test_nothing_owned_has_no_average_price():
    assert CostBasis().average_price == 0


@given(cost=rupees, charges=rupees, quantity=st.integers(1, 10**9), data=st.data())
def test_what_is_removed_is_exact_and_within_a_ten_thousandth_of_its_share(cost, charges, quantity, data):
    basis = CostBasis(quantity=quantity, cost=cost, buy_charges=charges)
    sold = data.draw(st.integers(1, quantity))

    removed = cost_basis.removed_by_sale(basis, quantity=sold)
    kept = cost_basis.after_sale(basis, quantity=sold, removed=removed)

    assert removed.cost + kept.cost == cost
    assert 0 <= removed.cost <= cost
    assert abs(removed.cost * quantity - cost * sold) * 2 <= Decimal("0.0001") * quantity
    assert kept.quantity > 0 or (kept.cost, kept.buy_charges) == (0, 0)

"""What is known is added exactly; what is not known makes the sum unknown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from portfolio.domain import valuation
from portfolio.domain.valuation import DayTrade
from portfolio.domain.valuation_json import text


def bought(quantity: int, price: int) -> DayTrade:
    return DayTrade(instrument_id=1, side="BUY", quantity=quantity, price=Decimal(price))


def sold(quantity: int, price: int) -> DayTrade:
    return DayTrade(instrument_id=1, side="SELL", quantity=quantity, price=Decimal(price))


@pytest.mark.parametrize(
    ("quantity", "last", "previous_close", "trades", "expected"),
    [
        (10, 110, 100, [], 100),  # held since before today
        (10, 110, None, [bought(10, 105)], 50),  # bought today: the previous close does not matter
        (10, 110, 100, [bought(5, 105)], 75),  # five of each
        (5, 110, 100, [sold(5, 108)], 90),  # five kept, five sold today
        (0, None, 100, [sold(5, 108)], 40),  # all sold: the last price does not matter
        (0, None, None, [bought(5, 100), sold(5, 101)], 5),  # in and out again within the day
        (10, None, 100, [], None),
        (10, 110, None, [], None),
        (0, None, None, [sold(5, 108)], None),
        (0, None, None, [], 0),
    ],
)
def test_day_pnl_counts_old_shares_from_the_previous_close_and_todays_from_their_price(
    quantity: int, last: Any, previous_close: Any, trades: list[DayTrade], expected: Any
):
    found = valuation.day_pnl(
        quantity=quantity,
        last=None if last is None else Decimal(last),
        previous_close=None if previous_close is None else Decimal(previous_close),
        trades=trades,
    )

    assert found == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("amount", "written"),
    [(None, None), ("5", "5.00"), ("1E+3", "1000.00"), ("0.1050", "0.105"), ("-0.0001", "-0.0001"), ("1300.5000", "1300.50")],
)
def test_decimals_are_written_plainly_with_at_least_two_places(amount, written):
    assert text(None if amount is None else Decimal(amount)) == written

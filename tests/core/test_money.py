"""Figures are rounded and written as contract notes and Indian readers expect."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocksteward.core import money

amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("digits", "text"),
    [("0", "0"), ("999", "999"), ("1000", "1,000"), ("123456", "1,23,456"), ("12345678", "1,23,45,678"), ("1234567890", "1,23,45,67,890")],
)
def test_digits_are_grouped_in_lakhs_and_crores(digits, text):
    assert money.group_in_lakhs(digits) == text


@pytest.mark.parametrize(
    ("amount", "signed", "text"),
    [
        ("123456.7", False, "₹1,23,456.70"),
        ("-12", False, "−₹12.00"),
        ("12", True, "+₹12.00"),
        ("0", True, "₹0.00"),
        ("-0.001", True, "₹0.00"),
        ("0.005", False, "₹0.01"),
    ],
)
def test_rupees_carry_their_sign_before_the_symbol(amount, signed, text):
    assert money.format_rupees(Decimal(amount), signed=signed) == text


@pytest.mark.parametrize(("amount", "text"), [("12345678", "₹1.23 Cr"), ("-345678", "−₹3.46 L"), ("99999.99", "₹99,999")])
def test_compact_rupees_use_lakh_and_crore(amount, text):
    assert money.format_compact_rupees(Decimal(amount)) == text


@given(amounts)
def test_grouping_changes_no_digit(amount):
    text = money.format_number(amount, places=4)

    assert Decimal(text.replace(",", "").replace(money.MINUS, "-")) == amount


@given(amounts.map(abs), st.sampled_from([Decimal("0.01"), Decimal("0.05"), Decimal("0.1"), Decimal(1), Decimal(5)]))
def test_a_buyer_never_pays_more_and_a_seller_never_asks_less_than_the_price(price, tick):
    lower, upper = money.round_price_down_to_tick(price, tick), money.round_price_up_to_tick(price, tick)

    assert lower <= price <= upper
    assert upper - lower in {Decimal(0), tick}
    assert lower % tick == upper % tick == 0


@pytest.mark.parametrize(("amount", "rounded"), [("12.50", "13"), ("12.49", "12"), ("52.5", "53")])
def test_rupee_rounding_is_half_up(amount, rounded):
    assert money.round_to_rupee(Decimal(amount)) == Decimal(rounded)

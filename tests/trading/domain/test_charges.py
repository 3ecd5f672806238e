"""The charges of an order: the worked examples of the brokers, and what must hold of every order."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.domain.charge_rates import TABLE, NoChargeRates, rates_on
from trading.domain.charges import NO_CHARGES, charges_on_value, estimate_charges
from trading.enums import Product, Side

TODAY = date(2026, 11, 20)

prices = st.decimals(min_value="0.05", max_value="200000", places=2)
quantities = st.integers(min_value=1, max_value=1_000_000)
orders = {
    "side": st.sampled_from(Side),
    "product": st.sampled_from(Product),
    "exchange": st.sampled_from(["NSE", "BSE"]),
    "on": st.sampled_from([row.valid_from for row in TABLE]),
    "is_etf": st.booleans(),
    "dp_already_charged_today": st.booleans(),
}


def charges(side="BUY", product="CNC", quantity=500, price="100", on=TODAY, **rest):
    return estimate_charges(
        side=Side(side),
        product=Product(product),
        quantity=quantity,
        price=Decimal(price),
        exchange=rest.pop("exchange", "NSE"),
        on=on,
        **rest,
    )


@pytest.mark.parametrize("on", [date(2024, 10, 1), date(2026, 2, 28), date(2026, 3, 1), TODAY])
def test_delivery_round_trip_of_fifty_lakh_costs_what_the_worked_example_says(on):
    bought = charges("BUY", quantity=5_000, price="1000", on=on)
    sold = charges("SELL", quantity=5_000, price="1000", on=on, dp_already_charged_today=True)

    assert bought.stt + sold.stt == 10_000
    assert bought.exchange + sold.exchange == 307
    assert bought.sebi + sold.sebi == 10
    assert bought.stamp + sold.stamp == 750
    assert bought.gst + sold.gst == Decimal("57.06")
    assert bought.brokerage + sold.brokerage == 0
    assert bought.total + sold.total == Decimal("11124.06")


@pytest.mark.parametrize(
    ("side", "product", "price", "stt"),
    [("SELL", "MIS", "105", 13), ("BUY", "CNC", "100", 50), ("SELL", "CNC", "105", 53), ("BUY", "MIS", "100", 0)],
)
def test_stt_is_rounded_to_the_rupee_with_fifty_paise_up(side, product, price, stt):
    assert charges(side, product, quantity=500, price=price).stt == stt


def test_intraday_brokerage_is_a_share_of_the_value_until_its_maximum():
    assert charges("BUY", "MIS", quantity=100, price="100").brokerage == Decimal("3.00")
    assert charges("BUY", "MIS", quantity=10_000, price="100").brokerage == Decimal("20.00")


def test_gst_is_on_brokerage_exchange_and_sebi_but_not_on_taxes():
    found = charges("SELL", "MIS", quantity=10_000, price="100")

    assert found.gst == Decimal("9.31")  # 18 % of 20.00 + 30.70 + 1.00
    assert found.stt == 250


def test_a_delivery_sale_pays_the_depository_once_a_day_and_scrip():
    assert charges("SELL").dp == Decimal("15.34")
    assert charges("SELL", dp_already_charged_today=True).dp == 0
    assert charges("SELL", "MIS").dp == 0
    assert charges("BUY").dp == 0


def test_fund_units_pay_almost_no_stt():
    assert charges("BUY", quantity=5_000, price="1000", is_etf=True).stt == 0
    assert charges("SELL", quantity=5_000, price="1000", is_etf=True).stt == 50


def test_bse_has_its_own_transaction_charge():
    assert charges(quantity=5_000, price="1000", exchange="BSE").exchange == Decimal("187.50")


def test_the_notes_of_the_brokers_documentation_hold_at_their_own_dates():
    """INFY 1 x 1,498 at 0.00345 % and SBIN 1 x 560 at 0.00335 %, which the documentation gives unrounded."""
    assert rates_on(date(2022, 8, 1)).exchange_rate("NSE") * 1498 == Decimal("0.051681")
    assert rates_on(date(2022, 8, 1)).sebi * 1498 == Decimal("0.001498")
    assert rates_on(date(2023, 6, 1)).exchange_rate("NSE") * 560 == Decimal("0.01876")
    assert rates_on(date(2023, 6, 1)).sebi * 560 == Decimal("0.00056")


@pytest.mark.parametrize(
    ("day", "crore"), [(date(2021, 5, 31), "345"), (date(2023, 3, 31), "345"), (date(2023, 4, 1), "335"), (TODAY, "307")]
)
def test_the_table_has_the_rate_of_the_day(day, crore):
    assert charges_on_value(side=Side.BUY, product=Product.CNC, value=Decimal(10_000_000), exchange="NSE", on=day).exchange == Decimal(
        crore
    )


def test_a_day_before_the_table_is_refused_with_the_first_day_that_is_known():
    with pytest.raises(NoChargeRates, match="01 Apr 2021") as refused:
        charges(on=date(2021, 3, 31))

    assert refused.value.details == {"on": "2021-03-31", "earliest": "2021-04-01"}


def test_an_unknown_exchange_or_broker_is_refused_rather_than_free():
    with pytest.raises(NoChargeRates, match="MCX"):
        charges(exchange="MCX")
    with pytest.raises(NoChargeRates, match="nobody"):
        charges(broker="nobody")


@pytest.mark.parametrize(("quantity", "price"), [(-1, "100"), (1, "-1"), (1, "NaN"), (1, "Infinity")])
def test_a_negative_or_endless_order_is_refused(quantity, price):
    with pytest.raises(ValueError, match="negative"):
        charges(quantity=quantity, price=price)


def test_the_table_is_in_the_order_of_its_days():
    days = [row.valid_from for row in TABLE]

    assert days == sorted(set(days))


def test_nothing_filled_costs_nothing():
    assert charges_on_value(side=Side.SELL, product=Product.CNC, value=Decimal(0), exchange="NSE", on=TODAY) == NO_CHARGES


@given(quantity=quantities, price=prices, **orders)
def test_every_charge_is_an_amount_in_paise_and_the_total_is_their_sum(quantity, price, **order):
    found = estimate_charges(quantity=quantity, price=price, **order)

    assert all(amount >= 0 and amount == amount.quantize(Decimal("0.01")) for amount in astuple(found))
    assert found.stt == found.stt.to_integral_value()
    assert found.stamp == found.stamp.to_integral_value()
    assert found.total == sum(found.as_dict().values())
    assert list(found.as_dict()) == ["brokerage", "stt", "exchange", "sebi", "stamp", "gst", "dp"]


@given(quantity=quantities, price=prices, more=st.decimals(min_value=0, max_value=100_000, places=2), **orders)
def test_a_larger_value_never_costs_less_in_any_kind(quantity, price, more, **order):
    smaller = estimate_charges(quantity=quantity, price=price, **order)
    larger = estimate_charges(quantity=quantity, price=price + more, **order)

    assert all(after >= before for before, after in zip(astuple(smaller), astuple(larger), strict=True))


@given(values=st.lists(st.decimals(min_value="0.05", max_value="1000000", places=2), min_size=1, max_size=6), **orders)
def test_partial_fills_booked_by_difference_add_up_to_the_whole_order(values, **order):
    booked, so_far, value = [], NO_CHARGES, Decimal(0)
    for part in values:
        value += part
        now = charges_on_value(value=value, **order)
        booked.append(now - so_far)
        so_far = now

    assert sum((part.total for part in booked), Decimal(0)) == charges_on_value(value=sum(values), **order).total
    assert all(amount >= 0 for part in booked for amount in astuple(part))

"""The table of instruments keeps the rules of the exchange."""

from __future__ import annotations

from decimal import Decimal

import pytest

from market.domain import catalogue
from market.domain.instruments import symbol_from_topic, symbol_in_topics, tick_size_at
from market.enums import InstrumentKind


def isin_is_valid(isin: str) -> bool:
    digits = "".join(str(int(character, 36)) for character in isin)
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def test_symbols_and_isins_occur_once():
    symbols = [entry.symbol for entry in catalogue.ENTRIES]
    isins = [entry.isin for entry in catalogue.ENTRIES if entry.isin]

    assert len(set(symbols)) == len(symbols)
    assert len(set(isins)) == len(isins)


def test_what_is_traded_has_an_isin_whose_check_digit_is_right():
    for entry in catalogue.ENTRIES:
        assert entry.is_tradable == bool(entry.isin)
        assert not entry.isin or (len(entry.isin) == 12 and isin_is_valid(entry.isin)), entry.symbol


def test_base_prices_are_on_their_tick():
    for entry in catalogue.ENTRIES:
        assert entry.base_price % entry.tick_size == 0, entry.symbol


@pytest.mark.parametrize(
    ("price", "tick"),
    [
        ("0.05", "0.01"),
        ("249.99", "0.01"),
        ("250", "0.05"),
        ("999.95", "0.05"),
        ("1000", "0.10"),
        ("4999.90", "0.10"),
        ("5000", "0.50"),
        ("10000", "1"),
        ("20000", "5"),
        ("132665", "5"),
    ],
)
def test_the_tick_follows_the_price(price, tick):
    assert tick_size_at(price=Decimal(price), kind=InstrumentKind.EQUITY) == Decimal(tick)
    assert tick_size_at(price=Decimal(price), kind=InstrumentKind.ETF) == Decimal("0.01")


@pytest.mark.parametrize("symbol", [entry.symbol for entry in catalogue.ENTRIES])
def test_every_symbol_survives_being_named_in_a_topic(symbol):
    assert symbol_from_topic(symbol_in_topics(symbol)) == symbol

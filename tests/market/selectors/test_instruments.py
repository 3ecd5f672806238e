"""Finding instruments, and the name of the field when there is none."""

from __future__ import annotations

import pytest

from market.enums import InstrumentKind
from market.selectors import instruments
from stocksteward.core.errors import NotFound
from tests.factories.market import IndexFactory, InstrumentFactory, RelianceFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("symbol", ["", "NOSUCH", "RELIANCE ' OR 1=1", "RELIANCE\x00", "R" * 5_000, "रिलायंस"])
def test_an_unknown_symbol_names_its_field(symbol):
    if symbol != "RELIANCE\x00":
        RelianceFactory()

    with pytest.raises(instruments.UnknownSymbol) as refused:
        instruments.get_instrument(symbol=symbol)

    assert list(refused.value.details) == ["symbol"]
    assert refused.value.http_status == 400
    assert len(refused.value.message) < 100


def test_an_instrument_of_another_exchange_is_not_found():
    InstrumentFactory(symbol="USDINR", exchange="REF", isin="", kind=InstrumentKind.CURRENCY, is_tradable=False)

    assert instruments.find_instrument(symbol="USDINR") is None
    assert instruments.find_instrument(symbol="USDINR", exchange="REF") is not None
    assert instruments.get_shown_instrument(symbol="usdinr").exchange == "REF"


def test_an_unknown_id_is_not_found():
    with pytest.raises(NotFound):
        instruments.get_instrument_by_id(0)


def test_a_symbol_is_found_in_whatever_case_and_in_the_spelling_of_topics():
    reliance, index = RelianceFactory(), IndexFactory(symbol="NIFTY 50")

    assert instruments.get_instrument(symbol=" reliance ").id == reliance.pk
    assert instruments.get_shown_instrument(symbol="nifty_50").id == index.pk
    assert instruments.get_instrument_by_id(reliance.pk) == instruments.get_instrument(symbol="RELIANCE")
    assert set(instruments.instruments_by_id([reliance.pk, index.pk, 0])) == {reliance.pk, index.pk}


def test_a_search_finds_symbol_name_and_isin_and_begins_with_the_best():
    RelianceFactory()
    InstrumentFactory(symbol="RELINFRA", name="Something")
    InstrumentFactory(symbol="ZREL", name="Zed Reliability")

    assert [found.symbol for found in instruments.search_instruments(text="rel", limit=9)] == ["RELIANCE", "RELINFRA", "ZREL"]
    assert [found.symbol for found in instruments.search_instruments(text="INE002A01018", limit=9)] == ["RELIANCE"]
    assert len(instruments.search_instruments(text="rel", limit=2)) == 2


@pytest.mark.parametrize("text", ["", "   ", "\x00", "%", "_"])
def test_a_search_for_nothing_finds_nothing(text):
    RelianceFactory()

    assert instruments.search_instruments(text=text, limit=9) == []


def test_a_list_is_narrowed_by_kind_and_text():
    RelianceFactory()
    IndexFactory(symbol="NIFTY 50")

    assert [row.symbol for row in instruments.list_instruments(kind=InstrumentKind.INDEX)] == ["NIFTY 50"]
    assert [row.symbol for row in instruments.list_instruments(search="relia")] == ["RELIANCE"]

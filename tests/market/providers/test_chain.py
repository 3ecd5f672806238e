"""The chain of providers: who is asked, who is left alone, what is counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from market.domain.bars import Bar
from market.domain.quotes import LiveQuote
from market.enums import BarInterval
from market.providers.base import ProviderThrottled, ProviderUnavailable, SymbolUnknownToProvider
from market.providers.chain import ProviderChain
from market.providers.registry import ProviderSettings, make_providers
from tests.market.providers.instruments import an_instrument

AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
RELIANCE, TCS = an_instrument("RELIANCE", number=1), an_instrument("TCS", number=2)
BAR = Bar(AT, Decimal(1), Decimal(2), Decimal(1), Decimal(2), None)


@dataclass
class FakeProvider:
    name: str
    knows: tuple[int, ...] = ()
    error: Exception | None = None
    bars: list[Bar] = field(default_factory=list)
    asked: list[list[int]] = field(default_factory=list)

    def fetch_quotes(self, instruments):
        self.asked.append([found.id for found in instruments])
        if self.error:
            raise self.error
        return [
            LiveQuote(found.id, Decimal(10), None, None, None, None, None, None, None, AT, self.name)
            for found in instruments
            if found.id in self.knows
        ]

    def fetch_bars(self, *, instrument, interval, start, end):
        self.asked.append([instrument.id])
        if self.error:
            raise self.error
        return self.bars


def chain_of(*providers, cooling=()):
    calls = []
    return ProviderChain(providers=providers, cooling=lambda at: cooling, on_call=calls.append), calls


def test_the_second_is_asked_only_for_what_the_first_does_not_know():
    first, second = FakeProvider("first", knows=(1,)), FakeProvider("second", knows=(1, 2))
    chain, calls = chain_of(first, second)

    quotes = chain.fetch_quotes([RELIANCE, TCS], at=AT)

    assert [(quote.instrument_id, quote.source) for quote in quotes] == [(1, "first"), (2, "second")]
    assert second.asked == [[2]]
    assert [(call.name, call.answered, call.failure) for call in calls] == [("first", 1, ""), ("second", 1, "")]


def test_the_second_is_left_in_peace_if_the_first_knows_everything():
    first, second = FakeProvider("first", knows=(1, 2)), FakeProvider("second")
    chain, _ = chain_of(first, second)

    chain.fetch_quotes([RELIANCE, TCS], at=AT)

    assert second.asked == []


def test_a_failure_is_counted_with_its_reason_and_the_next_is_asked():
    chain, calls = chain_of(FakeProvider("first", error=ProviderThrottled("too many questions")), FakeProvider("second", knows=(1,)))

    (quote,) = chain.fetch_quotes([RELIANCE], at=AT)

    assert quote.source == "second"
    assert (calls[0].name, calls[0].failure, calls[0].at) == ("first", "too many questions", AT)
    assert calls[0].latency_ms >= 0


def test_a_cooling_provider_is_not_asked():
    first, second = FakeProvider("first", knows=(1,)), FakeProvider("second", knows=(1,))
    chain, calls = chain_of(first, second, cooling={"first"})

    (quote,) = chain.fetch_quotes([RELIANCE], at=AT)

    assert (quote.source, first.asked, len(calls)) == ("second", [], 1)


def test_when_everybody_fails_or_cools_the_sentence_says_who_and_why():
    chain, _ = chain_of(FakeProvider("first"), FakeProvider("second", error=ProviderUnavailable("is down.")), cooling={"first"})

    with pytest.raises(ProviderUnavailable, match=r"first: cooling down\. second: is down\."):
        chain.fetch_quotes([RELIANCE], at=AT)


def test_what_is_known_is_returned_although_the_next_provider_fails():
    chain, _ = chain_of(FakeProvider("first", knows=(1,)), FakeProvider("second", error=ProviderUnavailable("is down.")))

    assert len(chain.fetch_quotes([RELIANCE, TCS], at=AT)) == 1


def test_a_provider_that_knows_none_has_answered():
    chain, calls = chain_of(FakeProvider("first", error=SymbolUnknownToProvider("no such symbol")))

    with pytest.raises(ProviderUnavailable):
        chain.fetch_quotes([RELIANCE], at=AT)

    assert calls[0].failure == ""


def test_an_error_of_ours_is_not_hidden():
    chain, _ = chain_of(FakeProvider("first", error=ZeroDivisionError()), FakeProvider("second", knows=(1,)))

    with pytest.raises(ZeroDivisionError):
        chain.fetch_quotes([RELIANCE], at=AT)


def test_bars_come_from_the_first_that_has_any():
    chain, _ = chain_of(FakeProvider("first"), FakeProvider("second", error=ProviderUnavailable("down")), FakeProvider("third", bars=[BAR]))

    assert chain.fetch_bars(instrument=RELIANCE, interval=BarInterval.DAY, start=AT - timedelta(days=1), end=AT, at=AT) == [BAR]


def test_bars_that_nobody_has_are_refused_with_reasons():
    chain, _ = chain_of(FakeProvider("first"), FakeProvider("second", error=ProviderUnavailable("is down.")))

    with pytest.raises(ProviderUnavailable, match=r"first: has none\. second: is down\."):
        chain.fetch_bars(instrument=RELIANCE, interval=BarInterval.DAY, start=AT, end=AT, at=AT)


def test_providers_are_made_in_the_order_of_the_setting(tmp_path):
    settings = ProviderSettings(yahoo_base_url="http://127.0.0.1:9", timeout_seconds=1, data_folder=tmp_path)

    assert [made.name for made in make_providers(names=["yfinance", " yahoo_chart", "yfinance"], settings=settings)] == [
        "yfinance",
        "yahoo_chart",
    ]


def test_an_unknown_provider_is_named(tmp_path):
    settings = ProviderSettings(yahoo_base_url="", timeout_seconds=1, data_folder=tmp_path)

    with pytest.raises(ValueError, match="STEWARD_PROVIDERS names bloomberg: yahoo_chart, yfinance are known"):
        make_providers(names=["bloomberg"], settings=settings)

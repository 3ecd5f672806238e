"""Asks several providers in their order: each for what the ones before did not know, none while it cools down after failing."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from market.domain.bars import Bar
from market.domain.instruments import InstrumentFacts
from market.domain.quotes import LiveQuote
from market.enums import BarInterval
from market.providers.base import PriceProvider, ProviderUnavailable, SymbolUnknownToProvider

Answer = TypeVar("Answer", list[LiveQuote], list[Bar])


@dataclass(frozen=True, slots=True)
class ProviderCall:
    """How one question to one provider went; ``failure`` is empty if it went well."""

    name: str
    at: datetime
    latency_ms: int
    answered: int
    failure: str = ""


class ProviderChain:
    """``on_call`` is told of every question, ``cooling`` says at each round who is to be left alone: counting and keeping are theirs."""

    def __init__(
        self,
        *,
        providers: Sequence[PriceProvider],
        cooling: Callable[[datetime], Collection[str]],
        on_call: Callable[[ProviderCall], None],
    ) -> None:
        self._providers = tuple(providers)
        self._cooling = cooling
        self._on_call = on_call

    def fetch_quotes(self, instruments: Sequence[InstrumentFacts], *, at: datetime) -> list[LiveQuote]:
        """Return what the providers know between them.

        :raises ProviderUnavailable: if nobody could be asked or everybody failed; the sentence says who and why.
        """
        missing = list(instruments)
        found: list[LiveQuote] = []
        silent: list[str] = []
        has_answer = False
        for provider in self._ready(at, silent):
            if not missing:
                break
            try:
                quotes = self._asked(provider, at, partial(provider.fetch_quotes, tuple(missing)))
            except ProviderUnavailable as error:
                silent.append(f"{provider.name}: {error.message}")
                continue
            has_answer = True
            found += quotes
            known = {quote.instrument_id for quote in quotes}
            missing = [instrument for instrument in missing if instrument.id not in known]
        if not has_answer and instruments:
            raise ProviderUnavailable("No provider of prices answers. " + " ".join(silent))
        return found

    def fetch_bars(self, *, instrument: InstrumentFacts, interval: BarInterval, start: datetime, end: datetime, at: datetime) -> list[Bar]:
        """Return the bars of the first provider that has any.

        :raises ProviderUnavailable: if nobody has; the sentence says who and why.
        """
        silent: list[str] = []
        for provider in self._ready(at, silent):
            try:
                ask = partial(provider.fetch_bars, instrument=instrument, interval=interval, start=start, end=end)
                bars = self._asked(provider, at, ask)
            except ProviderUnavailable as error:
                silent.append(f"{provider.name}: {error.message}")
                continue
            if bars:
                return bars
            silent.append(f"{provider.name}: has none.")
        raise ProviderUnavailable("No provider has these bars. " + " ".join(silent))

    def _ready(self, at: datetime, silent: list[str]) -> list[PriceProvider]:
        cooling = self._cooling(at)
        silent += [f"{provider.name}: cooling down." for provider in self._providers if provider.name in cooling]
        return [provider for provider in self._providers if provider.name not in cooling]

    def _asked(self, provider: PriceProvider, at: datetime, ask: Callable[[], Answer]) -> Answer:
        began = time.monotonic()
        try:
            answer = ask()
        except SymbolUnknownToProvider as error:
            # It is well and answers: that it lacks a symbol is no reason to leave it alone.
            self._on_call(ProviderCall(provider.name, at, _milliseconds_since(began), 0))
            raise error from None
        except ProviderUnavailable as error:
            self._on_call(ProviderCall(provider.name, at, _milliseconds_since(began), 0, failure=error.message))
            raise
        self._on_call(ProviderCall(provider.name, at, _milliseconds_since(began), len(answer)))
        return answer


def _milliseconds_since(began: float) -> int:
    return round((time.monotonic() - began) * 1_000)

"""The port of a provider of prices, and what may go wrong behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from market.domain.bars import Bar
from market.domain.instruments import InstrumentFacts
from market.domain.quotes import LiveQuote
from market.enums import BarInterval
from stocksteward.core.errors import Unavailable


class ProviderUnavailable(Unavailable):
    """A provider cannot be reached, is late, or answers that it is down. The next one is asked; nobody need act unless it lasts."""

    code = "provider_unavailable"


class ProviderThrottled(ProviderUnavailable):
    """A provider wants fewer questions. It is left alone for a while."""

    code = "provider_throttled"


class ProviderAnswerUnreadable(ProviderUnavailable):
    """A provider answers something else than it used to: a web page, another shape, too much. The operator may need another provider."""

    code = "provider_answer_unreadable"


class SymbolUnknownToProvider(ProviderUnavailable):
    """The provider is well but has no such symbol; the others of the same question are answered."""

    code = "provider_symbol_unknown"


class PriceProvider(Protocol):
    """Answers with what is known and leaves out what is not: a price is never made up, an unknown figure is None."""

    @property
    def name(self) -> str:
        """The name in settings, in quotes and in the provider's health."""
        ...

    def fetch_quotes(self, instruments: Sequence[InstrumentFacts]) -> list[LiveQuote]:
        """Return the latest price of those instruments that the provider knows.

        :raises ProviderUnavailable: (or a subclass) if it fails as a whole.
        """
        ...

    def fetch_bars(self, *, instrument: InstrumentFacts, interval: BarInterval, start: datetime, end: datetime) -> list[Bar]:
        """Return unadjusted bars that begin from ``start`` and before ``end``, in the order of time.

        :raises ProviderUnavailable: (or a subclass) if it has no answer.
        """
        ...

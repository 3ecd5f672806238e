"""Which instruments a feed follows: a list of thousands may be imported, but few of them matter at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from django.core.cache import cache

from market.domain import catalogue
from market.domain.instruments import InstrumentFacts
from market.models.instrument import Instrument
from market.selectors.instruments import all_instruments, facts_of, instruments_by_id
from market.selectors.market_mode import current_mode

ASKED_SECONDS = 900  # how long an instrument is followed after somebody looked at it
_NOTED_AGAIN_SECONDS = 60.0

Source = Callable[[], Iterable[int]]
_sources: list[Source] = []
_noted: dict[int, float] = {}


def register(source: Source) -> None:
    """Follow the instruments whose ids ``source`` returns, too: an upper app names what is held or ordered in its ``AppConfig.ready``."""
    if source not in _sources:
        _sources.append(source)


def is_simulated(instrument: InstrumentFacts) -> bool:
    """Say whether the simulated exchange lists the instrument; of others it knows nothing and invents nothing."""
    entry = catalogue.BY_SYMBOL.get(instrument.symbol)
    return entry is not None and entry.exchange == instrument.exchange


def followed_instruments() -> list[InstrumentFacts]:
    """Return what the feed of the current mode follows.

    The demo market: its own catalogue. A replay: everything, for only what was recorded moves. The live market: what is held,
    ordered, deployed or was looked at in the last quarter of an hour comes first, then the catalogue.
    """
    kind = current_mode().kind
    if kind == "replay":
        return all_instruments()
    rows = Instrument.objects.filter(symbol__in=list(catalogue.BY_SYMBOL)).order_by("pk")
    listed = {found.id: found for found in map(facts_of, rows) if is_simulated(found)}
    if kind == "demo":
        return list(listed.values())
    wanted = {number for source in _sources for number in source()} | _asked()
    return list((instruments_by_id(sorted(wanted)) | listed).values())


def note_asked(*, instrument_id: int) -> None:
    """Let the live feed follow an instrument for a while, because somebody looks at its price."""
    moment = time.monotonic()
    if moment - _noted.get(instrument_id, -_NOTED_AGAIN_SECONDS) < _NOTED_AGAIN_SECONDS:
        return
    _noted[instrument_id] = moment
    cache.set(_key(instrument_id), 1, ASKED_SECONDS)


def _asked() -> set[int]:
    numbers = {_key(number): number for number in Instrument.objects.values_list("pk", flat=True)}
    return {numbers[key] for key in cache.get_many(list(numbers))}


def _key(instrument_id: int) -> str:
    return f"market:asked:{instrument_id}"

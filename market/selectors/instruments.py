"""Finding instruments."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from market.domain.instruments import NSE, InstrumentFacts, symbol_from_topic
from market.enums import InstrumentKind
from market.models import known_instruments
from market.models.instrument import Instrument
from stocksteward.core.errors import BadInput, NotFound

SEARCH_LIMIT_MAX = 100


class UnknownSymbol(BadInput):
    """There is no such symbol on the exchange; the person corrects it."""

    code = "unknown_symbol"

    def __init__(self, symbol: str, exchange: str = NSE, *, field: str = "symbol") -> None:
        super().__init__(field, f"{symbol[:40]!r} is not a symbol of {exchange}.")


def find_instrument(*, symbol: str, exchange: str = NSE) -> InstrumentFacts | None:
    """Return the instrument with this symbol, in whatever case it is written; None if there is none."""
    row = Instrument.objects.filter(exchange=exchange, symbol=_upper(symbol)).first()
    return facts_of(row) if row else None


def get_instrument(*, symbol: str, exchange: str = NSE) -> InstrumentFacts:
    """Return the instrument with this symbol.

    :raises UnknownSymbol: if there is none (field ``symbol``).
    """
    found = find_instrument(symbol=symbol, exchange=exchange)
    if found is None:
        raise UnknownSymbol(symbol, exchange)
    return found


def get_shown_instrument(*, symbol: str) -> InstrumentFacts:
    """Return the instrument that an address or a topic names: of the exchange first, else among the reference prices.

    :raises UnknownSymbol: if there is none (field ``symbol``).
    """
    found = shown_instruments(symbols=[symbol])
    if not found:
        raise UnknownSymbol(symbol)
    return found[0]


def shown_instruments(*, symbols: Iterable[str]) -> list[InstrumentFacts]:
    """Return the instruments with these symbols on any exchange, in the order asked for; unknown ones are left out."""
    wanted = list(dict.fromkeys(symbol_from_topic(symbol) for symbol in symbols))
    rows: dict[str, Instrument] = {}
    for row in Instrument.objects.filter(symbol__in=[symbol for symbol in wanted if "\x00" not in symbol]):
        if row.symbol not in rows or row.exchange == NSE:
            rows[row.symbol] = row
    return [facts_of(rows[symbol]) for symbol in wanted if symbol in rows]


def get_instrument_by_id(instrument_id: int) -> InstrumentFacts:
    """Return the instrument with this id, as it was at most a few seconds ago.

    :raises NotFound: if there is none.
    """
    known = known_instruments.recall(instrument_id)
    if known is not None:
        return known
    row = Instrument.objects.filter(pk=instrument_id).first()
    if row is None:
        raise NotFound
    facts = facts_of(row)
    known_instruments.remember(facts)
    return facts


def instruments_by_id(ids: Iterable[int]) -> dict[int, InstrumentFacts]:
    """Return the instruments with these ids, as they were at most a few seconds ago; unknown ones are left out. At most one query."""
    wanted = set(ids)
    found = {number: known for number in wanted if (known := known_instruments.recall(number)) is not None}
    missing = wanted - found.keys()
    for row in Instrument.objects.filter(pk__in=missing).order_by() if missing else ():
        found[row.pk] = facts_of(row)
        known_instruments.remember(found[row.pk])
    return found


def all_instruments() -> list[InstrumentFacts]:
    """Return every instrument, for a feed."""
    return [facts_of(row) for row in Instrument.objects.order_by("pk")]


def list_instruments(*, kind: InstrumentKind | None = None, search: str = "") -> QuerySet[Instrument]:
    """List instruments, of one kind and with a text in symbol, name or ISIN where given."""
    rows = Instrument.objects.order_by("exchange", "symbol")
    if kind is not None:
        rows = rows.filter(kind=kind)
    text = search.replace("\x00", "").strip()
    if text:
        rows = rows.filter(Q(symbol__icontains=text) | Q(name__icontains=text) | Q(isin__iexact=text))
    return rows


def search_instruments(*, text: str, limit: int = 20) -> list[InstrumentFacts]:
    """Return instruments whose symbol or name has the text, symbols that begin with it first; an empty text finds nothing."""
    wanted = _upper(text)
    if not wanted:
        return []
    rows = [facts_of(row) for row in list_instruments(search=wanted)[:SEARCH_LIMIT_MAX]]
    rows.sort(key=lambda found: (found.symbol != wanted, not found.symbol.startswith(wanted), not found.is_tradable, found.symbol))
    return rows[: min(limit, SEARCH_LIMIT_MAX)]


def facts_of(row: Instrument) -> InstrumentFacts:
    """Return a row as plain facts."""
    return InstrumentFacts(
        id=row.pk,
        isin=row.isin,
        exchange=row.exchange,
        symbol=row.symbol,
        name=row.name,
        kind=InstrumentKind(row.kind),
        sector=row.sector,
        tick_size=row.tick_size,
        lot_size=row.lot_size,
        band_percent=row.band_percent,
        has_closing_auction=row.has_closing_auction,
        freeze_quantity=row.freeze_quantity,
        is_tradable=row.is_tradable,
    )


def _upper(text: str) -> str:
    return text.replace("\x00", "").strip().upper()

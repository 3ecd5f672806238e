"""The latest quotes, each with the answer to whether it may be trusted now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from market.domain.instruments import NSE, InstrumentFacts
from market.domain.quotes import QuoteFacts, status_of, unavailable
from market.domain.sessions import Calendar, reference_session_at, session_at
from market.enums import InstrumentKind, QuoteStatus
from market.models.instrument import Instrument
from market.models.quote import Quote
from market.selectors import watched
from market.selectors.calendar import load_calendar
from market.selectors.market_clock import market_now
from market.selectors.market_mode import current_mode
from stocksteward.core.clock import ist_date


def get_quote(*, instrument_id: int, at: datetime) -> QuoteFacts:
    """Return the quote of an instrument; without one its status is UNAVAILABLE and its figures are None."""
    if current_mode().kind == "live":
        watched.note_asked(instrument_id=instrument_id)
    return get_quotes(instrument_ids=[instrument_id], at=at).get(instrument_id) or unavailable(instrument_id=instrument_id)


def get_quotes(*, instrument_ids: Iterable[int], at: datetime) -> dict[int, QuoteFacts]:
    """Return a quote for each id; ids of no instrument are UNAVAILABLE, too. One query in the demo market, at most four otherwise."""
    wanted = list(dict.fromkeys(instrument_ids))
    found = _facts(Instrument.objects.filter(pk__in=wanted), at=at)
    return {number: found.get(number) or unavailable(instrument_id=number) for number in wanted}


def quotes_of_kinds(*, kinds: Iterable[InstrumentKind], at: datetime) -> list[QuoteFacts]:
    """Return the quotes of every instrument of these kinds, known or not, by symbol."""
    rows = Instrument.objects.filter(kind__in=list(kinds)).order_by("pk")
    return list(_facts(rows, at=at).values())


def quotes_of(*, instruments: Iterable[InstrumentFacts], at: datetime) -> list[QuoteFacts]:
    """Return the quotes of instruments, in their order."""
    wanted = list(instruments)
    found = get_quotes(instrument_ids=[instrument.id for instrument in wanted], at=at)
    return [found[instrument.id] for instrument in wanted]


class Judge:
    """Decides the status of quotes at one moment; the calendar is read once, and not at all in the demo market."""

    def __init__(self, *, at: datetime, market_time: datetime, is_demo: bool, calendar: Calendar | None) -> None:
        self._at = at
        self._market_time = market_time
        self._open: dict[tuple[bool, bool], bool] = {}
        for has_auction in (False, True):
            nse = is_demo or (
                calendar is not None and session_at(calendar=calendar, has_closing_auction=has_auction, at=market_time).is_open
            )
            self._open[True, has_auction] = nse
            self._open[False, has_auction] = is_demo or reference_session_at(at=market_time).is_open

    @classmethod
    def now(cls, *, at: datetime) -> Judge:
        """Read the market's clock and calendar."""
        is_demo = current_mode().kind == "demo"
        market_time = market_now(at=at)
        calendar = None if is_demo else load_calendar(on=ist_date(market_time))
        return cls(at=at, market_time=market_time, is_demo=is_demo, calendar=calendar)

    def status(self, *, exchange: str, has_closing_auction: bool, as_of: datetime | None, received_at: datetime | None) -> QuoteStatus:
        """Return the status of one quote."""
        return status_of(
            as_of=as_of,
            received_at=received_at,
            market_time=self._market_time,
            at=self._at,
            age_seconds_max=settings.STEWARD_QUOTE_AGE_SECONDS_MAX,
            is_session_open=self._open[exchange == NSE, has_closing_auction],
        )


def _facts(rows: QuerySet[Instrument], *, at: datetime) -> dict[int, QuoteFacts]:
    judge = Judge.now(at=at)
    facts = {}
    for row in rows.select_related("quote"):
        quote: Quote | None = getattr(row, "quote", None)
        if quote is None:
            facts[row.pk] = unavailable(
                instrument_id=row.pk, exchange=row.exchange, symbol=row.symbol, name=row.name, kind=InstrumentKind(row.kind)
            )
            continue
        facts[row.pk] = QuoteFacts(
            instrument_id=row.pk,
            exchange=row.exchange,
            symbol=row.symbol,
            last=quote.last,
            bid=quote.bid,
            ask=quote.ask,
            open=quote.open,
            high=quote.high,
            low=quote.low,
            previous_close=quote.previous_close,
            volume=quote.volume,
            as_of=quote.as_of,
            received_at=quote.received_at,
            source=quote.source,
            status=judge.status(
                exchange=row.exchange, has_closing_auction=row.has_closing_auction, as_of=quote.as_of, received_at=quote.received_at
            ),
            sequence=quote.sequence,
            name=row.name,
            kind=InstrumentKind(row.kind),
        )
    return facts

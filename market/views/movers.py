"""The markets page: movers, the sortable universe, cards of currencies, metals and commodities, and the tape."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.domain.policy import Action
from accounts.views.guards import allows
from market.domain.quotes import QuoteFacts, unavailable
from market.enums import InstrumentKind
from market.selectors import cards, instruments, movers, quotes
from stocksteward.core import clock
from stocksteward.core.http import page_or_partial

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

ROWS_PER_PAGE = 50
CARD_GROUPS = (
    ("Currencies", "coins", InstrumentKind.CURRENCY),
    ("Metals", "gem", InstrumentKind.METAL),
    ("Commodities", "droplet", InstrumentKind.COMMODITY),
)
TAPE_KINDS = (InstrumentKind.INDEX, InstrumentKind.CURRENCY, InstrumentKind.METAL, InstrumentKind.COMMODITY)
SORTS = {"symbol": "Symbol", "sector": "Sector", "last": "Last", "change": "Change", "change_percent": "Change %", "volume": "Volume"}


@dataclass(frozen=True, slots=True)
class UniverseRow:
    """One line of the universe."""

    symbol: str
    name: str
    sector: str
    quote: QuoteFacts


@dataclass(frozen=True, slots=True)
class Column:
    """One sortable heading: the address that sorts by it, and how it sorts now."""

    name: str
    label: str
    address: str
    sorted: str  # ascending | descending | ""


@allows(Action.USE_DESK)
@require_safe
def movers_page(request: HttpRequest) -> HttpResponse:
    """Show gainers, losers and every share; htmx gets the table of shares alone."""
    at = clock.now()
    context = universe_context(request, at=at)
    if not getattr(request, "htmx", False):
        context |= movers_context(at=at) | cards_context(at=at)
    return page_or_partial(request, page="market/movers.html", partial="market/_universe.html", context=context)


@allows(Action.USE_DESK)
@require_safe
def movers_panel(request: HttpRequest) -> HttpResponse:
    """Answer the five gainers and five losers."""
    return _panel(request, "market/_movers_panel.html", movers_context(at=clock.now()))


@allows(Action.USE_DESK)
@require_safe
def cards_panel(request: HttpRequest) -> HttpResponse:
    """Answer the cards of currencies, metals and commodities."""
    return _panel(request, "market/_cards_panel.html", cards_context(at=clock.now()))


@allows(Action.USE_DESK)
@require_safe
def tape(request: HttpRequest) -> HttpResponse:
    """Answer the tape at the top of every page."""
    context = {"quotes": cards.get_cards(kinds=TAPE_KINDS, at=clock.now())}
    return _panel(request, "market/_tape.html", context)


def movers_context(*, at: datetime) -> dict[str, Any]:
    """Return what the panel of gainers and losers shows."""
    found = movers.get_movers(at=at, limit=5)
    return {"movers": found}


def cards_context(*, at: datetime) -> dict[str, Any]:
    """Return what the panel of cards shows, by group."""
    found = cards.get_cards(kinds=tuple(kind for _, _, kind in CARD_GROUPS), at=at)
    groups = [
        {"label": label, "icon": icon, "quotes": [quote for quote in found if quote.kind == kind]} for label, icon, kind in CARD_GROUPS
    ]
    dated = [quote for quote in found if quote.as_of]
    return {"card_groups": groups, "cards_latest": max(dated, key=lambda quote: quote.as_of or at) if dated else None}


def universe_context(request: HttpRequest, *, at: datetime) -> dict[str, Any]:
    """Return one page of the shares, sorted and filtered as the address says."""
    search = request.GET.get("search", "").strip()[:40]
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "change_percent"
    descending = request.GET.get("direction", "desc" if sort not in {"symbol", "sector"} else "asc") != "asc"
    facts = [row for kind in (InstrumentKind.EQUITY, InstrumentKind.ETF) for row in instruments.list_instruments(kind=kind, search=search)]
    known = quotes.get_quotes(instrument_ids=[row.pk for row in facts], at=at)
    rows = [
        UniverseRow(
            symbol=row.symbol,
            name=row.name,
            sector=row.sector,
            quote=known.get(row.pk) or unavailable(instrument_id=row.pk, exchange=row.exchange, symbol=row.symbol),
        )
        for row in facts
    ]
    page = Paginator(_sorted(rows, sort=sort, descending=descending), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    query = {"search": search, "sort": sort, "direction": "desc" if descending else "asc"}
    return {
        "page_obj": page,
        "search": search,
        "query": urlencode(query),
        "columns": [_column(name, label, sort=sort, descending=descending, search=search) for name, label in SORTS.items()],
    }


def _sorted(rows: list[UniverseRow], *, sort: str, descending: bool) -> list[UniverseRow]:
    """Sort; what is not known comes last either way."""
    if sort in {"symbol", "sector"}:
        return sorted(rows, key=lambda row: (getattr(row, sort), row.symbol), reverse=descending)
    known = [row for row in rows if getattr(row.quote, sort) is not None]
    unknown = [row for row in rows if getattr(row.quote, sort) is None]
    return sorted(known, key=lambda row: (Decimal(getattr(row.quote, sort)), row.symbol), reverse=descending) + unknown


def _column(name: str, label: str, *, sort: str, descending: bool, search: str) -> Column:
    is_current = name == sort
    first = "asc" if name in {"symbol", "sector"} else "desc"
    direction = ("asc" if descending else "desc") if is_current else first
    return Column(
        name=name,
        label=label,
        address="?" + urlencode({"search": search, "sort": name, "direction": direction}),
        sorted=("descending" if descending else "ascending") if is_current else "",
    )


def _panel(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response

"""The list of instruments, the search of the command palette, and the page of one instrument."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.domain.policy import Action
from accounts.views.guards import allows
from market.domain.instruments import symbol_in_topics
from market.domain.quotes import unavailable
from market.enums import BarInterval, InstrumentKind
from market.selectors import bars, depth, indicators, instruments, quotes, sessions
from stocksteward.core import clock
from stocksteward.core.errors import NotFound, Unavailable
from stocksteward.core.http import page_or_partial

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from market.domain.indicators import IndicatorFacts
    from market.domain.instruments import InstrumentFacts
    from market.domain.quotes import QuoteFacts

ROWS_PER_PAGE = 50
FOUND_MAX = 8
BARS_IN_TABLE = 30
_PLACES_OF_KIND = {InstrumentKind.CURRENCY: 4}
# Metals and commodities say their unit in their name: dollars an ounce, dollars a barrel.
_UNIT_OF_KIND = {InstrumentKind.EQUITY: "₹", InstrumentKind.ETF: "₹", InstrumentKind.CURRENCY: "₹", InstrumentKind.INDEX: "points"}


@allows(Action.USE_DESK)
@require_safe
def instrument_list(request: HttpRequest) -> HttpResponse:
    """Show every instrument, by kind and search."""
    at = clock.now()
    search = request.GET.get("search", "").strip()[:40]
    chosen = request.GET.get("kind", "")
    kind = InstrumentKind(chosen) if chosen in InstrumentKind.values else None
    page = Paginator(instruments.list_instruments(kind=kind, search=search), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    known = quotes.get_quotes(instrument_ids=[row.pk for row in page], at=at)
    rows = [
        {"instrument": row, "quote": known.get(row.pk) or unavailable(instrument_id=row.pk, exchange=row.exchange, symbol=row.symbol)}
        for row in page
    ]
    context = {
        "page_obj": page,
        "rows": rows,
        "search": search,
        "kind": kind.value if kind else "",
        "kinds": InstrumentKind.choices,
        "query": urlencode({"search": search, "kind": kind.value if kind else ""}),
    }
    return page_or_partial(request, page="market/instrument_list.html", partial="market/_instrument_table.html", context=context)


@allows(Action.USE_DESK)
@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """Answer the symbols that the command palette lists for what was typed."""
    text = request.GET.get("search", "").strip()[:40]
    found = instruments.search_instruments(text=text, limit=FOUND_MAX) if text else []
    return render(request, "market/_palette_symbols.html", {"found": found, "search": text})


@allows(Action.USE_DESK)
@require_safe
def instrument_detail(request: HttpRequest, symbol: str) -> HttpResponse:
    """Show one instrument: quote, candles, depth, indicators; htmx gets the quote alone."""
    at = clock.now()
    instrument = _instrument(symbol)
    context = quote_context(instrument, at=at)
    if not getattr(request, "htmx", False):
        context |= _chart_context(request, instrument) | _depth_context(instrument, at=at)
        context["indicators"] = _find_indicators(instrument, at=at)
        context["readings"] = _readings(context["indicators"])
        context["session"] = sessions.session_for(instrument=instrument, at=at)
    return page_or_partial(request, page="market/instrument_detail.html", partial="market/_instrument_quote.html", context=context)


@allows(Action.USE_DESK)
@require_safe
def depth_panel(request: HttpRequest, symbol: str) -> HttpResponse:
    """Answer the depth ladder of one instrument."""
    instrument = _instrument(symbol)
    response = render(request, "market/_depth_panel.html", {"instrument": instrument} | _depth_context(instrument, at=clock.now()))
    response["Cache-Control"] = "no-store"
    return response


def _instrument(symbol: str) -> InstrumentFacts:
    found = instruments.shown_instruments(symbols=[symbol])
    if not found:
        raise NotFound
    return found[0]


def quote_context(instrument: InstrumentFacts, *, at: datetime) -> dict[str, Any]:
    """Return the header of one instrument: its quote and where the price stands in the day's range."""
    quote = quotes.get_quote(instrument_id=instrument.id, at=at)
    return {
        "instrument": instrument,
        "quote": quote,
        "topic_symbol": symbol_in_topics(instrument.symbol),
        "places": _PLACES_OF_KIND.get(instrument.kind, 2),
        "unit": _UNIT_OF_KIND.get(instrument.kind, ""),
        "prefix": "₹" if _UNIT_OF_KIND.get(instrument.kind) == "₹" else "",
        "range_percent": _range_percent(quote),
    }


def _range_percent(quote: QuoteFacts) -> str | None:
    if quote.last is None or quote.low is None or quote.high is None or quote.high <= quote.low:
        return None
    share = (quote.last - quote.low) * 100 / (quote.high - quote.low)
    return f"{min(max(share, Decimal(0)), Decimal(98)):.1f}"


def _chart_context(request: HttpRequest, instrument: InstrumentFacts) -> dict[str, Any]:
    chosen = request.GET.get("interval", BarInterval.DAY.value)
    interval = BarInterval(chosen) if chosen in BarInterval.values else BarInterval.DAY
    try:
        found = bars.list_bars(instrument=instrument, interval=interval, limit=BARS_IN_TABLE)
    except Unavailable:
        found = []  # a damaged file of prices costs the table, not the page; the chart says what is wrong
    return {"interval": interval.value, "intervals": BarInterval.choices, "bars": list(reversed(found))}


def _depth_context(instrument: InstrumentFacts, *, at: datetime) -> dict[str, Any]:
    ladder = depth.get_depth(instrument_id=instrument.id, at=at)
    levels = [*ladder.bids, *ladder.asks]
    largest = max((level.quantity or 0 for level in levels), default=0)
    rows = []
    for index in range(max(len(ladder.bids), len(ladder.asks))):
        bid = ladder.bids[index] if index < len(ladder.bids) else None
        ask = ladder.asks[index] if index < len(ladder.asks) else None
        rows.append({"bid": bid, "ask": ask, "bid_width": _width(bid, largest), "ask_width": _width(ask, largest)})
    return {"depth": ladder, "depth_rows": rows, "topic_symbol": symbol_in_topics(instrument.symbol)}


def _width(level: Any, largest: int) -> str:
    return f"{level.quantity * 100 / largest:.1f}" if level and level.quantity and largest else "0"


def _find_indicators(instrument: InstrumentFacts, *, at: datetime) -> IndicatorFacts | None:
    try:
        return indicators.get_indicators(instrument=instrument, at=at)
    except Unavailable:
        return None


def _readings(found: IndicatorFacts | None) -> list[dict[str, Any]]:
    """Say in a word what each indicator shows; no word is advice."""
    if found is None:
        return []
    close = found.close
    return [
        {"label": "SMA 20", "value": found.sma_20, "word": _beside(close, found.sma_20)},
        {"label": "SMA 50", "value": found.sma_50, "word": _beside(close, found.sma_50)},
        {"label": "EMA 12 / 26", "value": found.ema_12, "second": found.ema_26, "word": _compare(found.ema_12, found.ema_26)},
        {"label": "MACD / signal", "value": found.macd, "second": found.macd_signal, "word": _compare(found.macd, found.macd_signal)},
        {"label": "RSI 14", "value": found.rsi_14, "word": _rsi_word(found.rsi_14)},
        {
            "label": "Bollinger 20, 2σ",
            "value": found.bollinger_lower,
            "second": found.bollinger_upper,
            "word": _band_word(close, found.bollinger_lower, found.bollinger_upper),
        },
        {"label": "ATR 14", "value": found.atr_14, "word": "a day"},
    ]


def _beside(close: float | None, average: float | None) -> str:
    if close is None or average is None:
        return ""
    return "price above" if close > average else "price below"


def _compare(first: float | None, second: float | None) -> str:
    if first is None or second is None:
        return ""
    return "rising" if first > second else "falling"


def _rsi_word(value: float | None) -> str:
    if value is None:
        return ""
    return "overbought" if value >= 70 else "oversold" if value <= 30 else "neutral"


def _band_word(close: float | None, lower: float | None, upper: float | None) -> str:
    if close is None or lower is None or upper is None:
        return ""
    return "above the band" if close > upper else "below the band" if close < lower else "within the band"

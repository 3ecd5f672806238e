"""The order ticket: what one may buy or sell now, what it would cost, and what every rule says to it before it is sent."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.domain.policy import Action
from accounts.views.guards import allows
from market.domain.instruments import InstrumentFacts
from market.selectors.instruments import find_instrument
from market.selectors.quotes import get_quote
from portfolio.domain.facts import PortfolioFacts
from portfolio.selectors.balances import get_balances
from portfolio.selectors.holdings import get_holding
from portfolio.selectors.portfolios import default_portfolio_of, find_default_portfolio_of, get_portfolio_for, list_portfolios_for
from stocksteward.core import clock
from stocksteward.core.errors import BadInput, StewardError
from stocksteward.core.http import page_or_partial
from trading.domain.order_terms import OrderTerms
from trading.enums import OrderType, Product, Side
from trading.forms import PreviewForm
from trading.services import orders


@require_safe
@allows(Action.TRADE)
def order_ticket(request: HttpRequest) -> HttpResponse:
    """Show an empty ticket, or one that the link has filled in; it carries the id that makes sending it twice harmless."""
    values = {
        "symbol": request.GET.get("symbol", "").strip().upper()[:32],
        "side": request.GET.get("side", "BUY") if request.GET.get("side") in Side.values else "BUY",
        "quantity": request.GET.get("quantity", "")[:20],
        "order_type": request.GET.get("order_type", "MARKET") if request.GET.get("order_type") in OrderType.values else "MARKET",
        "limit_price": request.GET.get("limit_price", "")[:20],
        "product": request.GET.get("product", "CNC") if request.GET.get("product") in Product.values else "CNC",
        "client_order_id": str(uuid.uuid4()),
    }
    context = ticket_context(request, values=values, at=clock.now())
    return page_or_partial(request, page="trading/order_ticket.html", partial="trading/_order_ticket.html", context=context)


@require_safe
@allows(Action.TRADE)
def order_preview(request: HttpRequest) -> HttpResponse:
    """Answer what the ticket as it stands would cost, and every rule's word; asked for again with each change."""
    at = clock.now()
    form = PreviewForm(request.GET)
    context: dict[str, Any] = {"form": form}
    if form.is_incomplete():
        context["is_incomplete"] = True
    elif form.is_valid():
        try:
            context |= _preview_context(request, form.cleaned_data, at=at)
        except BadInput as error:
            for field, sentences in error.details.items():
                form.add_error(field if field in form.fields else None, sentences)
        except StewardError as error:
            form.add_error(None, error.message)
    response = render(request, "trading/_order_preview.html", context)
    response["Cache-Control"] = "no-store"
    return response


def ticket_context(
    request: HttpRequest, *, values: dict[str, Any], at: datetime, errors: dict[str, list[str]] | None = None
) -> dict[str, Any]:
    """Return what the ticket's templates need: the values as typed, the errors by field, the instrument with its quote, the portfolios.

    The agents app renders the same ticket again when what was typed is refused.
    """
    symbol = str(values.get("symbol") or "").strip()
    instrument = find_instrument(symbol=symbol) if symbol else None
    own_id = int(request.user.pk or 0)
    portfolios = list(list_portfolios_for(user=request.user).filter(user_id=own_id))
    default = find_default_portfolio_of(user_id=own_id)
    chosen = str(values.get("portfolio_id") or (default.id if default else ""))
    portfolio_id = next((portfolio.pk for portfolio in portfolios if str(portfolio.pk) == chosen), None)
    context: dict[str, Any] = {
        "values": values | {"portfolio_id": chosen},
        # A template cannot name "__all__".
        "errors": {"general" if field == NON_FIELD_ERRORS else field: sentences for field, sentences in (errors or {}).items()},
        "instrument": instrument,
        "portfolios": portfolios,
        "order_types": OrderType.choices,
        "products": [("CNC", "CNC, delivery"), ("MIS", "MIS, intraday")],
        "balances": None if portfolio_id is None else get_balances(portfolio_id=portfolio_id),
        "is_in_sheet": _is_in_sheet(request),
    }
    if instrument is not None:
        context["quote"] = get_quote(instrument_id=instrument.id, at=at)
        context["holding"] = None if portfolio_id is None else get_holding(portfolio_id=portfolio_id, instrument_id=instrument.id)
        context["tick_places"] = max(0, -int(instrument.tick_size.normalize().as_tuple().exponent))
    return context


def _preview_context(request: HttpRequest, ticket: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    instrument = _tradable(ticket["symbol"])
    portfolio = _portfolio(request, ticket["portfolio_id"])
    terms = OrderTerms(
        instrument_id=instrument.id,
        side=Side(ticket["side"]),
        quantity=ticket["quantity"],
        order_type=OrderType(ticket["order_type"]),
        limit_price=ticket["limit_price"],
        product=Product(ticket["product"]),
        symbol=instrument.symbol,
    )
    found = orders.preview(user_id=portfolio.user_id, portfolio_id=portfolio.id, terms=terms, at=at)
    balances = get_balances(portfolio_id=portfolio.id)
    is_buy = terms.side == Side.BUY
    after = None if found.required_cash is None or not is_buy else balances.free_cash - found.required_cash
    charges = found.charges or {}
    proceeds = None if is_buy or found.value is None or "total" not in charges else found.value - charges["total"]
    return {
        "preview": found,
        "charges": [(_CHARGE_NAMES.get(kind, kind), amount) for kind, amount in charges.items() if kind != "total" and amount],
        "charges_total": charges.get("total"),
        "free_cash": balances.free_cash,
        "free_cash_after": after,
        "proceeds": proceeds,
        "is_buy": is_buy,
        "instrument": instrument,
    }


_CHARGE_NAMES = {
    "brokerage": "Brokerage",
    "stt": "STT",
    "exchange": "Exchange",
    "sebi": "SEBI",
    "stamp": "Stamp duty",
    "gst": "GST",
    "dp": "Depository",
}


def _is_in_sheet(request: HttpRequest) -> bool:
    """Say whether the ticket lies over another page (and can be closed) or is the page itself."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not str(getattr(htmx, "current_url_abs_path", "") or "").startswith(reverse("trading:order_ticket"))


def _tradable(symbol: str) -> InstrumentFacts:
    instrument = find_instrument(symbol=symbol)
    if instrument is None:
        raise BadInput("symbol", f"There is no instrument {symbol.upper()!r} on the NSE here.")
    return instrument


def _portfolio(request: HttpRequest, portfolio_id: int | None) -> PortfolioFacts:
    if portfolio_id is None:
        return default_portfolio_of(user_id=int(request.user.pk or 0))
    return get_portfolio_for(user=request.user, portfolio_id=portfolio_id)

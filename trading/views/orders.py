"""The order book, and the life of one order."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.policy import Action
from accounts.views.guards import allows
from stocksteward.core import clock
from stocksteward.core.errors import Conflict
from stocksteward.core.http import page_or_partial
from trading.domain import order_states
from trading.enums import OrderStatus
from trading.forms import DecisionForm, SymbolForm
from trading.selectors.orders import get_order_row_for, list_orders_for
from trading.services import orders

ROWS_PER_PAGE = 25
RECENT_ORDERS = 6
_TABS: dict[str, tuple[str, frozenset[OrderStatus] | None]] = {
    "open": ("Open", order_states.LIVE),
    "executed": ("Executed", frozenset({OrderStatus.FILLED})),
    "rejected": ("Not executed", frozenset({OrderStatus.DENIED, OrderStatus.REJECTED, OrderStatus.CANCELLED, OrderStatus.EXPIRED})),
    "all": ("All", None),
}


@require_safe
@allows(Action.VIEW_TRADES)
def order_list(request: HttpRequest) -> HttpResponse:
    """Show the order book by tab and symbol."""
    tab = request.GET.get("tab", "all") if request.GET.get("tab") in _TABS else "all"
    symbol = SymbolForm(request.GET).text()
    rows = list_orders_for(user=request.user)
    statuses = _TABS[tab][1]
    if statuses is not None:
        rows = rows.filter(status__in=[str(status) for status in statuses])
    if symbol:
        rows = rows.filter(instrument__symbol__icontains=symbol)
    query = urlencode({"tab": tab, "symbol": symbol})
    context = {
        "page_obj": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "tab": tab,
        "symbol": symbol,
        "query": query,
        "self_url": f"{reverse('trading:order_list')}?{query}",
        "live": [str(status) for status in order_states.LIVE],
        "tabs": [
            {"label": label, "url": f"?{urlencode({'tab': name, 'symbol': symbol})}", "is_current": name == tab}
            for name, (label, _) in _TABS.items()
        ],
    }
    return page_or_partial(request, page="trading/order_list.html", partial="trading/_order_table.html", context=context)


@require_safe
@allows(Action.VIEW_TRADES)
def order_detail(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show one order: where it stands, every move it made, its fills with the quote that each was made on."""
    return page_or_partial(
        request, page="trading/order_detail.html", partial="trading/_order.html", context=_order_context(request, order_id)
    )


@require_POST
@allows(Action.TRADE)
def order_cancel(request: HttpRequest, order_id: int) -> HttpResponse:
    """Ask for an order to be cancelled."""
    form = DecisionForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        orders.cancel_order(user=request.user, order_id=order_id, at=clock.now(), reason=reason)
        messages.success(request, "Cancellation asked for.")
    except Conflict as error:
        messages.error(request, error.message)
    return redirect("trading:order_detail", order_id=order_id)


@require_safe
@allows(Action.VIEW_TRADES)
def recent_orders_panel(request: HttpRequest) -> HttpResponse:
    """Answer the latest orders for the dashboard."""
    context = {"orders": list(list_orders_for(user=request.user)[:RECENT_ORDERS])}
    response = render(request, "trading/_recent_orders_panel.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _order_context(request: HttpRequest, order_id: int) -> dict[str, Any]:
    order = get_order_row_for(user=request.user, order_id=order_id)
    fills = list(order.fills.all())
    return {
        "order": order,
        "events": list(order.events.all()),
        "fills": [{"fill": fill, "slippage": None if fill.quote_price is None else fill.price - fill.quote_price} for fill in fills],
        "charges_total": sum((fill.charges_total for fill in fills), start=order.filled_value * 0),
        "average_price": order.filled_value / order.filled_quantity if order.filled_quantity else None,
        "is_live": order.status in {str(status) for status in order_states.LIVE},
        "self_url": reverse("trading:order_detail", args=[order.pk]),
    }

"""Trades: the list, and the page of one wish from request to outcome."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.policy import Action
from accounts.views.guards import allows
from stocksteward.core import clock
from stocksteward.core.errors import Conflict
from stocksteward.core.http import page_or_partial
from trading.enums import TradeStatus
from trading.forms import DecisionForm, SymbolForm
from trading.selectors.approvals import find_approval_of_trade
from trading.selectors.orders import find_order_of_trade, list_fills_of
from trading.selectors.trades import get_trade_row_for, list_trades_for, profits_of
from trading.services import trades

ROWS_PER_PAGE = 25


@require_safe
@allows(Action.VIEW_TRADES)
def trade_list(request: HttpRequest) -> HttpResponse:
    """Show trades by status and symbol, the newest first."""
    status = request.GET.get("status", "") if request.GET.get("status") in TradeStatus.values else ""
    symbol = SymbolForm(request.GET).text()
    rows = list_trades_for(user=request.user)
    if status:
        rows = rows.filter(status=status)
    if symbol:
        rows = rows.filter(instrument__symbol__icontains=symbol)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    profits = profits_of(trades=page.object_list, at=clock.now())
    query = urlencode({"status": status, "symbol": symbol})
    context = {
        "page_obj": page,
        "rows": [{"trade": trade, "profit": profits[trade.pk]} for trade in page],
        "status": status,
        "symbol": symbol,
        "statuses": TradeStatus.choices,
        "query": query,
        "self_url": f"{reverse('trading:trade_list')}?{query}",
    }
    return page_or_partial(request, page="trading/trade_list.html", partial="trading/_trade_table.html", context=context)


@require_safe
@allows(Action.VIEW_TRADES)
def trade_detail(request: HttpRequest, trade_id: int) -> HttpResponse:
    """Show one trade; htmx gets its summary alone, which is how it follows the outcome."""
    context = trade_context(request, trade_id)
    return page_or_partial(request, page="trading/trade_detail.html", partial="trading/_trade.html", context=context)


@require_POST
@allows(Action.TRADE)
def trade_cancel(request: HttpRequest, trade_id: int) -> HttpResponse:
    """Cancel a trade that has no outcome yet."""
    form = DecisionForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        trades.cancel_trade(user=request.user, trade_id=trade_id, at=clock.now(), reason=reason)
        messages.success(request, "Cancellation asked for.")
    except Conflict as error:
        messages.error(request, error.message)
    return redirect("trading:trade_detail", trade_id=trade_id)


def trade_context(request: HttpRequest, trade_id: int) -> dict[str, Any]:
    """Return the trade with its profit, approval, order and fills.

    :raises NotFound: if there is none within reach.
    """
    trade = get_trade_row_for(user=request.user, trade_id=trade_id)
    fills = list(list_fills_of(trade_id=trade.pk))
    return {
        "trade": trade,
        "profit": profits_of(trades=[trade], at=clock.now())[trade.pk],
        "average_price": trade.filled_value / trade.filled_quantity if trade.filled_quantity else None,
        "approval": find_approval_of_trade(trade_id=trade.pk),
        "order": find_order_of_trade(trade_id=trade.pk),
        "fills": [{"fill": fill, "slippage": None if fill.quote_price is None else fill.price - fill.quote_price} for fill in fills],
        "is_open": trade.status in {TradeStatus.PENDING, TradeStatus.AWAITING_APPROVAL},
        "is_own": trade.user_id == request.user.pk,
        "self_url": reverse("trading:trade_detail", args=[trade.pk]),
    }

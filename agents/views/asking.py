"""Sending the order ticket: the page's door to the agents."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts.domain.policy import Action
from accounts.views.guards import allows
from agents.forms import AskTradeForm
from agents.services import asking
from stocksteward.core import clock
from stocksteward.core.errors import BadInput, Conflict
from stocksteward.core.http import page_or_partial
from trading.views.ticket import ticket_context

Errors = dict[str, list[str]]
WHOLE_TICKET = "general"
FIELDS_WITH_ROOM_FOR_ERRORS = frozenset({"symbol", "quantity", "order_type", "limit_price", "product", "portfolio_id"})


@require_POST
@allows(Action.TRADE)
def ask_trade(request: HttpRequest) -> HttpResponse:
    """Make the trade and start its run, then show the trade; what was typed wrong comes back with the ticket, 422."""
    at = clock.now()
    form = AskTradeForm(request.POST)
    if not form.is_valid():
        return _ticket_again(
            request, form=form, errors={field: [str(sentence) for sentence in sentences] for field, sentences in form.errors.items()}, at=at
        )
    ticket = asking.Ticket(**form.cleaned_data)
    try:
        trade, _ = asking.ask_trade(user=request.user, ticket=ticket, at=at)
    except BadInput as error:
        return _ticket_again(request, form=form, errors=dict(error.details), at=at)
    except Conflict as error:
        # The ticket was sent before with other terms: it gets an id of its own, so that sending it again asks for this one.
        return _ticket_again(request, form=form, errors={WHOLE_TICKET: [error.message]}, at=at, fresh_id=str(uuid.uuid4()))
    address = reverse("trading:trade_detail", args=[trade.id])
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", False) else redirect(address)


def _ticket_again(request: HttpRequest, *, form: AskTradeForm, errors: Errors, at: datetime, fresh_id: str = "") -> HttpResponse:
    values = {name: request.POST.get(name, "") for name in form.fields}
    if fresh_id:
        values["client_order_id"] = fresh_id
    shown: Errors = {}
    for field, sentences in errors.items():
        shown.setdefault(field if field in FIELDS_WITH_ROOM_FOR_ERRORS else WHOLE_TICKET, []).extend(sentences)
    context = ticket_context(request, values=values, errors=shown, at=at)
    return page_or_partial(request, page="trading/order_ticket.html", partial="trading/_order_ticket.html", context=context, status=422)

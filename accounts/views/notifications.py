"""A person's notices."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.selectors import notifications as notification_selectors
from accounts.services import notifications as notification_services
from stocksteward.core import clock
from stocksteward.core.http import page_or_partial


@require_GET
def notifications(request: HttpRequest) -> HttpResponse:
    """List the notices, newest first."""
    rows = notification_selectors.list_notifications_of(user_id=int(request.user.pk or 0))
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    return page_or_partial(
        request, page="accounts/notification_list.html", partial="accounts/_notification_table.html", context={"page": page}
    )


@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """Answer the bell of the head of the page with the number of unread notices."""
    response = render(request, "accounts/_bell.html")
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def notification_read(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Mark one notice as read."""
    notification_services.mark_read(user_id=int(request.user.pk or 0), notification_id=notification_id, at=clock.now())
    return redirect("accounts:notifications")


@require_POST
def notifications_read_all(request: HttpRequest) -> HttpResponse:
    """Mark every notice as read."""
    notification_services.mark_all_read(user_id=int(request.user.pk or 0), at=clock.now())
    return redirect("accounts:notifications")

"""Pages of the trading app."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from trading.views import approvals, orders, ticket, trades

app_name = "trading"
urlpatterns: list[URLPattern | URLResolver] = [
    path("ticket/", ticket.order_ticket, name="order_ticket"),
    path("ticket/preview/", ticket.order_preview, name="order_preview"),
    path("orders/", orders.order_list, name="order_list"),
    path("orders/recent/", orders.recent_orders_panel, name="recent_orders_panel"),
    path("orders/<int:order_id>/", orders.order_detail, name="order_detail"),
    path("orders/<int:order_id>/cancel/", orders.order_cancel, name="order_cancel"),
    path("trades/", trades.trade_list, name="trade_list"),
    path("trades/<int:trade_id>/", trades.trade_detail, name="trade_detail"),
    path("trades/<int:trade_id>/cancel/", trades.trade_cancel, name="trade_cancel"),
    path("approvals/", approvals.approval_list, name="approval_list"),
    path("approvals/waiting/", approvals.approvals_panel, name="approvals_panel"),
    path("approvals/<int:approval_id>/", approvals.approval_detail, name="approval_detail"),
    path("approvals/<int:approval_id>/approve/", approvals.approve, name="approve"),
    path("approvals/<int:approval_id>/reject/", approvals.reject, name="reject"),
]

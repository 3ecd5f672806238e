"""Pages of the trading app."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from trading.views import approvals, halts, limits, orders, strategies, ticket, trades

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
    path("approvals/count/", approvals.approvals_count, name="approvals_count"),
    path("approvals/<int:approval_id>/", approvals.approval_detail, name="approval_detail"),
    path("approvals/<int:approval_id>/approve/", approvals.approve, name="approve"),
    path("approvals/<int:approval_id>/reject/", approvals.reject, name="reject"),
    path("strategies/", strategies.strategy_list, name="strategy_list"),
    path("strategies/launch/", strategies.strategy_create, name="strategy_create"),
    path("strategies/<int:strategy_id>/", strategies.strategy_detail, name="strategy_detail"),
    path("strategies/<int:strategy_id>/signals/", strategies.strategy_signals, name="strategy_signals"),
    path("strategies/<int:strategy_id>/deploy/", strategies.strategy_deploy, name="strategy_deploy"),
    path("strategies/<int:strategy_id>/pause/", strategies.strategy_pause, name="strategy_pause"),
    path("strategies/<int:strategy_id>/resume/", strategies.strategy_resume, name="strategy_resume"),
    path("risk/", halts.halt_list, name="halt_list"),
    path("risk/halts/now/", halts.halt_banners, name="halt_banners"),
    path("risk/halt/", halts.halt_engage, name="halt_engage"),
    path("risk/halts/<int:halt_id>/release/", halts.halt_release, name="halt_release"),
    path("risk/limits/", limits.limits, name="limits"),
    path("risk/limits/change/", limits.limits_change, name="limits_change"),
    path("risk/daily-loss/", limits.daily_loss_panel, name="daily_loss_panel"),
]

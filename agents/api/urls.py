"""REST paths of the agents app, below /api/v1/."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from agents.api import runs, trades
from trading.api import trades as trading_trades

urlpatterns: list[URLPattern | URLResolver] = [
    path("trades/", trades.Trades.as_view(), name="api_trades"),
    path("trades/<int:trade_id>", trading_trades.TradeDetail.as_view(), name="api_trade"),
    path("trades/user/<int:user_id>", trading_trades.TradeOfUser.as_view(), name="api_trades_of_user"),
    path("users/<int:user_id>/trades", trading_trades.TradeOfUser.as_view(), name="api_user_trades"),
    path("trades/cancel/<int:trade_id>", trading_trades.TradeCancel.as_view(), name="api_trade_cancel"),
    path("trades/paper/order", trades.PaperOrder.as_view(), name="api_paper_order"),
    path("trades/paper/seed-all", trades.SeedAll.as_view(), name="api_seed_all"),
    path("ai/runs", runs.RunList.as_view(), name="api_runs"),
    path("ai/runs/<uuid:run_id>", runs.RunDetail.as_view(), name="api_run"),
]

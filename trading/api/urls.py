"""REST paths of the trading app, below /api/v1/."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from trading.api import approvals, orders, risk, strategies, trades

# The paths below trades/ are the agents': asking for a trade runs the pipeline; they mount trading.api.trades beside it.
urlpatterns: list[URLPattern | URLResolver] = [
    path("users/<int:user_id>/trades", trades.TradeOfUser.as_view(), name="api_user_trades"),
    path("orders", orders.OrderList.as_view(), name="api_orders"),
    path("orders/preview", orders.OrderPreview.as_view(), name="api_order_preview"),
    path("orders/<int:order_id>", orders.OrderDetail.as_view(), name="api_order"),
    path("orders/<int:order_id>/cancel", orders.OrderCancel.as_view(), name="api_order_cancel"),
    path("approvals", approvals.ApprovalList.as_view(), name="api_approvals"),
    path("approvals/<int:approval_id>", approvals.ApprovalDetail.as_view(), name="api_approval"),
    path("approvals/<int:approval_id>/approve", approvals.ApprovalApprove.as_view(), name="api_approval_approve"),
    path("approvals/<int:approval_id>/reject", approvals.ApprovalReject.as_view(), name="api_approval_reject"),
    path("risk/limits", risk.Limits.as_view(), name="api_risk_limits"),
    path("risk/halts", risk.Halts.as_view(), name="api_risk_halts"),
    path("risk/halts/<int:halt_id>", risk.HaltDetail.as_view(), name="api_risk_halt"),
    path("risk/portfolio/<int:portfolio_id>", risk.PortfolioRisk.as_view(), name="api_risk_portfolio"),
    path("risk/user/<int:user_id>", risk.UserRisk.as_view(), name="api_risk_user"),
    path("risk/assess", risk.Assess.as_view(), name="api_risk_assess"),
    path("strategies/", strategies.Strategies.as_view(), name="api_strategies"),
    path("strategies/compare", strategies.Compare.as_view(), name="api_strategy_compare"),
    path("strategies/signal", strategies.SignalOfRule.as_view(), name="api_strategy_signal"),
    path("strategies/pilot/bootstrap", strategies.PilotBootstrap.as_view(), name="api_strategy_pilot_bootstrap"),
    path("strategies/<int:strategy_id>", strategies.StrategyDetail.as_view(), name="api_strategy"),
    path("strategies/<int:strategy_id>/deploy", strategies.Deploy.as_view(), name="api_strategy_deploy"),
    path("strategies/<int:strategy_id>/pause", strategies.Pause.as_view(), name="api_strategy_pause"),
    path("strategies/<int:strategy_id>/resume", strategies.Resume.as_view(), name="api_strategy_resume"),
]

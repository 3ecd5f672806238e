"""REST paths of the trading app, below /api/v1/."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from trading.api import risk

urlpatterns: list[URLPattern | URLResolver] = [
    path("risk/limits", risk.Limits.as_view(), name="api_risk_limits"),
    path("risk/halts", risk.Halts.as_view(), name="api_risk_halts"),
    path("risk/halts/<int:halt_id>", risk.HaltDetail.as_view(), name="api_risk_halt"),
    path("risk/portfolio/<int:portfolio_id>", risk.PortfolioRisk.as_view(), name="api_risk_portfolio"),
    path("risk/user/<int:user_id>", risk.UserRisk.as_view(), name="api_risk_user"),
    path("risk/assess", risk.Assess.as_view(), name="api_risk_assess"),
]

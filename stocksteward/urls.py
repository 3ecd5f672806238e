"""Every path of the desk: pages of the five apps, the REST interface, the admin, health."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from stocksteward import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("portfolio.urls")),
    path("", include("accounts.urls")),
    path("", include("market.urls")),
    path("", include("trading.urls")),
    path("", include("agents.urls")),
    path("api/v1/", include("accounts.api.urls")),
    path("api/v1/", include("market.api.urls")),
    path("api/v1/", include("portfolio.api.urls")),
    path("api/v1/", include("trading.api.urls")),
    path("api/v1/", include("agents.api.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("admin/", admin.site.urls),
]

handler400 = "accounts.views.errors.bad_request"
handler403 = "accounts.views.errors.permission_denied"
handler404 = "accounts.views.errors.not_found"
handler500 = "accounts.views.errors.server_error"

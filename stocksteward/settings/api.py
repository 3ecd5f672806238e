"""The REST interface: authentication, paging, limits, error shape, OpenAPI."""

from __future__ import annotations

from stocksteward.settings.env import env

STEWARD_API_RATE_USER = env.str("STEWARD_API_RATE_USER", default="600/min")
STEWARD_API_RATE_ANON = env.str("STEWARD_API_RATE_ANON", default="60/min")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.BearerToken",
        "accounts.api.authentication.ApiKeyHeader",
        "accounts.api.authentication.BrowserSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["stocksteward.core.api.DecimalJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "stocksteward.core.api.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": STEWARD_API_RATE_ANON, "user": STEWARD_API_RATE_USER, "login": "10/min"},
    "EXCEPTION_HANDLER": "stocksteward.core.api.answer_error",
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "StockSteward",
    "DESCRIPTION": "Trades, approvals, orders, portfolios and markets of one desk. Money is a decimal in a string; times carry their offset.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {},
}

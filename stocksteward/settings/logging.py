"""Logs: one line of JSON each, UTC, with the trace id, and without secrets."""

from __future__ import annotations

from stocksteward.settings.background import STEWARD_LOG_LEVEL

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "stocksteward.core.log_lines.RedactSecrets"}},
    "formatters": {"json": {"()": "stocksteward.core.log_lines.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["redact"]}},
    "root": {"handlers": ["stderr"], "level": STEWARD_LOG_LEVEL},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "daphne": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "celery": {"level": "WARNING"},
        "yfinance": {"level": "WARNING"},
    },
}

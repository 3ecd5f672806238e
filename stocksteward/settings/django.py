"""Apps, middleware, templates, database, language."""

from __future__ import annotations

from typing import Any

from stocksteward.settings.env import BASE_DIR, DATA_DIR, env, env_bool, env_int, secret_kept_in_data_dir

DEBUG = env_bool("DEBUG", default=False)
SECRET_KEY = secret_kept_in_data_dir("SECRET_KEY", "django_secret_key")

INSTALLED_APPS = [
    "daphne",
    "accounts.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "django_htmx",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_celery_beat",
    "auditlog",
    "axes",
    "stocksteward",
    "accounts",
    "market",
    "portfolio",
    "trading",
    "agents",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "accounts.middleware.trace_id",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "stocksteward.core.slashes.optional_last_slash",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.session_limits",
    "accounts.middleware.audit_context",
    "accounts.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.domain_errors",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "stocksteward.urls"
ASGI_APPLICATION = "stocksteward.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trading.context_processors.desk",
            ],
            "builtins": ["stocksteward.core.template_filters"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

DATABASE_URL = env.str("DATABASE_URL", default="")
TEST_DATABASE_NAME = env.str("STEWARD_TEST_DATABASE", default="test_stocksteward")


def _database() -> dict[str, Any]:
    if not DATABASE_URL:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "desk.sqlite3",
            "OPTIONS": {
                # IMMEDIATE: a transaction that will write takes the write lock at its start, so it never fails half-way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # NORMAL: a killed process loses nothing that was committed; a power cut may take the last moments back, whole
                # transactions at a time. SQLite carries paper trading only (docs/decisions/0004).
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;",
            },
        }
    database: dict[str, Any] = env.db_url_config(DATABASE_URL)
    if database["ENGINE"] == "django.db.backends.postgresql":
        database["OPTIONS"] = {
            "pool": {"min_size": 1, "max_size": env_int("STEWARD_DATABASE_POOL", default=16, minimum=1), "timeout": 10},
            "connect_timeout": 5,
        }
        # The pool looks at a connection before it hands it out: after a restart of the database the old ones are dead.
        database["CONN_HEALTH_CHECKS"] = True
        database["TEST"] = {"NAME": TEST_DATABASE_NAME}
    return database


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-in"
# Our own rupee and time filters format every figure; Django's localisation of numbers convoys threads (PERFORMANCE: pages).
USE_I18N = False
USE_TZ = True
TIME_ZONE = "Asia/Kolkata"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="StockSteward <desk@localhost>")

# Where links in mails lead; never taken from a request, whose Host header its sender chooses.
STEWARD_BASE_URL = env.str("STEWARD_BASE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}").rstrip("/")
EMAIL_TIMEOUT = 10
CSRF_FAILURE_VIEW = "accounts.views.errors.csrf_failure"

APPEND_SLASH = False  # stocksteward.core.slashes answers both spellings without a redirect

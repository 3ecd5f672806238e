"""Users, passwords, cookies, hosts, content security policy, lockout."""

from __future__ import annotations

from datetime import timedelta

from csp.constants import NONE, SELF

from stocksteward.settings.env import env, env_bool, env_int, secret_kept_in_data_dir

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.services.credentials.EmailBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "portfolio:dashboard"
LOGOUT_REDIRECT_URL = "accounts:sign_in"

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Behind TLS everything is marked secure; the default desk is plain HTTP on the loopback address, where that would lock people out.
STEWARD_HTTPS = env_bool("STEWARD_HTTPS", default=False)
SESSION_COOKIE_SECURE = STEWARD_HTTPS
CSRF_COOKIE_SECURE = STEWARD_HTTPS
SECURE_SSL_REDIRECT = STEWARD_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if STEWARD_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = STEWARD_HTTPS
SECURE_HSTS_PRELOAD = STEWARD_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("STEWARD_BEHIND_PROXY", default=False) else None
SESSION_COOKIE_NAME = "__Host-steward" if STEWARD_HTTPS else "steward"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_IDLE_SECONDS = env_int("STEWARD_SESSION_IDLE_SECONDS", default=30 * 60, minimum=60)
CSRF_COOKIE_HTTPONLY = False  # the page's own script sends it as a header
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# Access tokens have a signing key of their own: losing it must not open sessions, nor the other way round.
STEWARD_TOKEN_KEY = secret_kept_in_data_dir("STEWARD_TOKEN_KEY", "token_signing_key")

SIMPLE_JWT = {
    "SIGNING_KEY": STEWARD_TOKEN_KEY,
    "ALGORITHM": "HS256",
    "ISSUER": "stocksteward",
    "AUDIENCE": "stocksteward-api",
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=5),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=1),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "CHECK_REVOKE_TOKEN": True,
    "UPDATE_LAST_LOGIN": True,
    "AUTH_HEADER_TYPES": ("Bearer",),
}

AXES_FAILURE_LIMIT = env_int("STEWARD_LOCKOUT_FAILURES", default=5, minimum=1)
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username", ["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # our audit log has every sign-in; django-axes would open a browser session for each API client
AXES_ENABLE_ADMIN = True
AXES_LOCKOUT_CALLABLE = "accounts.views.sign_in.locked_out"
# Forwarded headers are believed only from a proxy that the operator declares.
AXES_IPWARE_PROXY_COUNT = env_int("STEWARD_PROXY_COUNT", default=0)

AUDITLOG_DISABLE_REMOTE_ADDR = True  # its middleware believes X-Forwarded-For from anyone; ours records the address
AUDITLOG_STORE_JSON_CHANGES = True
AUDITLOG_CID_GETTER = "stocksteward.core.trace.current_trace_id"

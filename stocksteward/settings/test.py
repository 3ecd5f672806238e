"""The few overrides that tests need."""

from __future__ import annotations

import os

from stocksteward.settings import *
from stocksteward.settings import DATABASES, REST_FRAMEWORK

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
REST_FRAMEWORK = REST_FRAMEWORK | {
    "DEFAULT_THROTTLE_RATES": {"anon": None, "user": None, "login": None},
}
AXES_ENABLED = False
WHITENOISE_AUTOREFRESH = True  # nobody has collected the static files, which WhiteNoise would otherwise warn about
STEWARD_MARKET = "demo"
GROQ_API_KEY = ""
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads of a test must see one database, as they do on the desk. One for each process: two runs in one
    # working copy would otherwise replace each other's file under way, which fails whatever test is at work with an I/O error.
    DATABASES["default"]["TEST"] = {"NAME": f"{DATABASES['default']['NAME']}.{os.getpid()}.test"}

"""The ASGI application: pages and API over HTTP, live topics over /ws/ for pages of our own hosts only."""

from __future__ import annotations

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stocksteward.settings")
http_application = get_asgi_application()

from stocksteward.routing import websocket_urlpatterns  # noqa: E402 -- needs the apps to be loaded

application = ProtocolTypeRouter(
    {
        "http": http_application,
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
    }
)

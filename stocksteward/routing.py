"""The one WebSocket path."""

from __future__ import annotations

from django.urls import path

from stocksteward.core.live.consumer import LiveConsumer

websocket_urlpatterns = [path("ws/", LiveConsumer.as_asgi())]

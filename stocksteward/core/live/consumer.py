"""The socket: subscribe, snapshot, then updates; permission per topic; limits; one market reader per process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import time
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.contrib.auth import get_user_model

from stocksteward.core import clock
from stocksteward.core.errors import NotFound, StewardError
from stocksteward.core.live import push, sequence, topics
from stocksteward.core.live.market_hub import MarketHub

logger = logging.getLogger(__name__)

TOPICS_MAX = 200
MESSAGES_PER_SECOND_MAX = 10
MESSAGE_BYTES_MAX = 16_384
SOCKETS_PER_USER_MAX = 5
RECHECK_SECONDS = 60
FLUSH_SECONDS = 0.25
UNAUTHENTICATED, TOO_MANY_SOCKETS, NO_LONGER_ALLOWED, TOO_FAST, TOO_LARGE = 4401, 4429, 4403, 4408, 4409
_TOPIC_GRAMMAR = re.compile(r"[a-z]+(:[A-Za-z0-9_.&-]{1,40}){0,2}")

_open_sockets: dict[int, int] = {}


class LiveConsumer(AsyncJsonWebsocketConsumer):
    """One browser tab. Private messages are sent as they come; market values are sent at most every 250 ms, latest only."""

    async def connect(self) -> None:
        """Accept an active user, up to the limit of sockets."""
        self.user = self.scope.get("user")
        self.resolved: dict[str, topics.ResolvedTopic] = {}
        self.is_counted = False
        self.background: list[asyncio.Task[None]] = []
        self.allowance = float(MESSAGES_PER_SECOND_MAX)
        self.allowance_at = time.monotonic()
        await self.accept()
        if self.user is None or not self.user.is_authenticated or not await self._is_still_welcome():
            await self.close(code=UNAUTHENTICATED)
            return
        if _open_sockets.get(self.user.pk, 0) >= SOCKETS_PER_USER_MAX:
            await self.close(code=TOO_MANY_SOCKETS)
            return
        _open_sockets[self.user.pk] = _open_sockets.get(self.user.pk, 0) + 1
        self.is_counted = True
        await self.channel_layer.group_add(push.control_group(self.user.pk), self.channel_name)
        self.hub = MarketHub.of_this_loop(self.channel_layer)
        self.mailbox = self.hub.join()
        self.background = [asyncio.create_task(self._flush_market_values()), asyncio.create_task(self._recheck_now_and_then())]

    async def disconnect(self, code: int) -> None:
        """Leave every group and stop the socket's own tasks."""
        for task in self.background:
            task.cancel()
        if not self.is_counted:
            return
        self.is_counted = False
        remaining = _open_sockets.get(self.user.pk, 1) - 1
        if remaining > 0:
            _open_sockets[self.user.pk] = remaining
        else:
            _open_sockets.pop(self.user.pk, None)
        self.hub.leave(self.mailbox)
        with contextlib.suppress(Exception):  # the layer may be gone at shutdown; nothing is lost with it
            await self.channel_layer.group_discard(push.control_group(self.user.pk), self.channel_name)
            for name in self.resolved:
                await self.channel_layer.group_discard(push.group_name(name), self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        """Check size and pace before anything is parsed."""
        if bytes_data is not None or text_data is None or len(text_data.encode()) > MESSAGE_BYTES_MAX:
            await self.close(code=TOO_LARGE)
            return
        moment = time.monotonic()
        self.allowance = min(MESSAGES_PER_SECOND_MAX, self.allowance + (moment - self.allowance_at) * MESSAGES_PER_SECOND_MAX)
        self.allowance_at = moment
        if self.allowance < 1:
            await self.close(code=TOO_FAST)
            return
        self.allowance -= 1
        try:
            content = await self.decode_json(text_data)
        except ValueError:
            await self._refuse("", "invalid", "The message is not valid JSON.")
            return
        await self.receive_json(content)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """Act on ``{"action": "subscribe" | "unsubscribe" | "ping", "topics": [...]}``."""
        action = content.get("action") if isinstance(content, dict) else None
        if action == "ping":
            await self.send_json({"type": "pong", "as_of": clock.now().isoformat()})
            return
        names = content.get("topics") if isinstance(content, dict) else None
        if action not in {"subscribe", "unsubscribe"} or not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            await self._refuse("", "invalid", 'Send {"action": "subscribe", "topics": ["..."]}.')
            return
        for name in dict.fromkeys(names[: TOPICS_MAX + 1]):
            await (self._subscribe(name) if action == "subscribe" else self._unsubscribe(name))

    async def live_message(self, event: dict[str, Any]) -> None:
        """Pass a private message on."""
        if event["message"]["topic"] in self.resolved:
            await self.send_json(event["message"])

    async def live_recheck(self, event: dict[str, Any]) -> None:
        """Role, state or session may have changed: look again, now."""
        await self._recheck()

    async def _subscribe(self, name: str) -> None:
        if len(self.resolved) >= TOPICS_MAX and name not in self.resolved:
            await self._refuse(name, "too_many_topics", f"At most {TOPICS_MAX} topics a socket.")
            return
        try:
            if not _TOPIC_GRAMMAR.fullmatch(name):
                raise NotFound("There is no such topic here.")
            resolved = await database_sync_to_async(topics.resolve)(name, user=self.user)
        except StewardError as error:
            await self._refuse(name, error.code, error.message)
            return
        # Join first, then read: what happens in between is in the snapshot, or comes after it with a higher number.
        self.resolved[name] = resolved
        if resolved.topic.is_conflated:
            self.mailbox.topics.add(name)
        else:
            await self.channel_layer.group_add(push.group_name(name), self.channel_name)
        try:
            number, data = await self._snapshot(resolved)
        except StewardError as error:
            await self._unsubscribe(name)
            await self._refuse(name, error.code, error.message)
            return
        await self.send_json(
            {
                "topic": name,
                "type": resolved.topic.message_type,
                "seq": number,
                "as_of": clock.now().isoformat(),
                "snapshot": True,
                "data": data,
            }
        )

    async def _unsubscribe(self, name: str) -> None:
        resolved = self.resolved.pop(name, None)
        if resolved is None:
            return
        if resolved.topic.is_conflated:
            self.mailbox.topics.discard(name)
        else:
            await self.channel_layer.group_discard(push.group_name(name), self.channel_name)

    @database_sync_to_async
    def _snapshot(self, resolved: topics.ResolvedTopic) -> tuple[int, dict[str, Any]]:
        number = 0 if resolved.topic.is_conflated else sequence.current_number(resolved.name)
        return number, resolved.topic.snapshot(self.user, resolved.parts)

    async def _flush_market_values(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            for message in self.mailbox.take():
                await self.send_json(message)

    async def _recheck_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            await self._recheck()

    async def _recheck(self) -> None:
        if not await self._is_still_welcome():
            await self.close(code=NO_LONGER_ALLOWED)
            return
        for name in list(self.resolved):
            try:
                await database_sync_to_async(topics.resolve)(name, user=self.user)
            except StewardError as error:
                await self._unsubscribe(name)
                await self._refuse(name, error.code, error.message)

    @database_sync_to_async
    def _is_still_welcome(self) -> bool:
        """Read user and session again: neither the user nor the session of the connect may be believed later."""
        session = self.scope.get("session")
        if session is not None and session.session_key and not session.exists(session.session_key):
            return False
        self.user = get_user_model().objects.filter(pk=self.user.pk, is_active=True).first() or self.user
        return bool(self.user.is_active) and get_user_model().objects.filter(pk=self.user.pk, is_active=True).exists()

    async def _refuse(self, topic: str, code: str, message: str) -> None:
        await self.send_json({"topic": topic, "type": "error", "code": code, "message": message})

"""The channel layer of the one-process desk: as Channels' in-memory layer, but safe and prompt between threads.

The stock layer does not wake the server's loop when a worker thread sends (up to two seconds late, measured); this one hands
each message to the loop on which the receiver waits.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections import defaultdict
from typing import Any

from channels.layers import BaseChannelLayer


class EmbeddedChannelLayer(BaseChannelLayer):  # type: ignore[misc]
    """Channels and groups of one process. A full channel drops the newest message, as the contract of Channels allows."""

    extensions = ["groups", "flush"]

    def __init__(self, expiry: int = 60, capacity: int = 1_000, channel_capacity: dict[str, int] | None = None, **kwargs: Any) -> None:
        super().__init__(expiry=expiry, capacity=capacity, channel_capacity=channel_capacity)
        self._lock = threading.Lock()
        self._queues: dict[str, tuple[asyncio.AbstractEventLoop, asyncio.Queue[dict[str, Any]]]] = {}
        self._groups: dict[str, set[str]] = defaultdict(set)

    async def new_channel(self, prefix: str = "specific") -> str:
        """Return a new channel name, received on the loop that asked for it."""
        name = f"{prefix}.embedded!{secrets.token_hex(8)}"
        self._queue(name, asyncio.get_running_loop())
        return name

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        """Put the message on the channel, from any loop; without a receiver it is dropped."""
        self.send_sync(channel, message)

    def send_sync(self, channel: str, message: dict[str, Any]) -> None:
        """As :meth:`send`, from any thread; nothing here waits, so no event loop is needed."""
        with self._lock:
            entry = self._queues.get(channel)
        if entry is None:
            return
        loop, queue = entry
        try:
            loop.call_soon_threadsafe(self._put, queue, dict(message))
        except RuntimeError:  # the receiver's loop has closed: nobody is there any more
            self._forget(channel)

    async def receive(self, channel: str) -> dict[str, Any]:
        """Wait for the next message on the channel."""
        queue = self._queue(channel, asyncio.get_running_loop())
        try:
            return await queue.get()
        except asyncio.CancelledError:
            self._forget(channel)
            raise

    async def group_add(self, group: str, channel: str) -> None:
        """Let the channel hear the group."""
        with self._lock:
            self._groups[group].add(channel)

    async def group_discard(self, group: str, channel: str) -> None:
        """Let the channel no longer hear the group."""
        with self._lock:
            self._groups[group].discard(channel)
            if not self._groups[group]:
                del self._groups[group]

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Send to every channel of the group."""
        self.group_send_sync(group, message)

    def group_send_sync(self, group: str, message: dict[str, Any]) -> None:
        """As :meth:`group_send`, from any thread."""
        with self._lock:
            channels = list(self._groups.get(group, ()))
        for channel in channels:
            self.send_sync(channel, message)

    def is_heard(self, group: str) -> bool:
        """Say whether any channel hears the group at this moment."""
        with self._lock:
            return bool(self._groups.get(group))

    async def flush(self) -> None:
        """Forget everything."""
        with self._lock:
            self._queues.clear()
            self._groups.clear()

    def _put(self, queue: asyncio.Queue[dict[str, Any]], message: dict[str, Any]) -> None:
        if queue.qsize() < self.capacity:
            queue.put_nowait(message)

    def _queue(self, channel: str, loop: asyncio.AbstractEventLoop) -> asyncio.Queue[dict[str, Any]]:
        with self._lock:
            entry = self._queues.get(channel)
            if entry is None or entry[0] is not loop:
                entry = (loop, asyncio.Queue())
                self._queues[channel] = entry
            return entry[1]

    def _forget(self, channel: str) -> None:
        with self._lock:
            self._queues.pop(channel, None)
            for members in self._groups.values():
                members.discard(channel)

"""One reader of market values per event loop; each socket has a mailbox that keeps only the latest value of a topic."""

from __future__ import annotations

import asyncio
import logging
import weakref
from typing import Any

from stocksteward.core.live import push

logger = logging.getLogger(__name__)


class Mailbox:
    """The topics of one socket and the latest message of each since the last flush."""

    __slots__ = ("topics", "waiting")

    def __init__(self) -> None:
        self.topics: set[str] = set()
        self.waiting: dict[str, dict[str, Any]] = {}

    def take(self) -> list[dict[str, Any]]:
        """Return what is waiting and empty the box."""
        messages = [message for name, message in self.waiting.items() if name in self.topics]
        self.waiting.clear()
        return messages


class MarketHub:
    """Reads the market group once and hands each message to the mailboxes that want it."""

    _hubs: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, MarketHub] = weakref.WeakKeyDictionary()

    def __init__(self, layer: Any) -> None:
        self.layer = layer
        self.mailboxes: set[Mailbox] = set()
        self.reader: asyncio.Task[None] | None = None

    @classmethod
    def of_this_loop(cls, layer: Any) -> MarketHub:
        """Return the hub of the running loop; the first socket makes it."""
        loop = asyncio.get_running_loop()
        hub = cls._hubs.get(loop)
        if hub is None or hub.layer is not layer:
            hub = cls._hubs[loop] = cls(layer)
        return hub

    def join(self) -> Mailbox:
        """Open a mailbox, and start reading with the first."""
        mailbox = Mailbox()
        self.mailboxes.add(mailbox)
        if self.reader is None or self.reader.done():
            self.reader = asyncio.create_task(self._read())
        return mailbox

    def leave(self, mailbox: Mailbox) -> None:
        """Close a mailbox, and stop reading with the last."""
        self.mailboxes.discard(mailbox)
        if not self.mailboxes and self.reader is not None:
            self.reader.cancel()
            self.reader = None

    async def _read(self) -> None:
        while True:
            try:
                channel = await self.layer.new_channel("market")
                await self.layer.group_add(push.MARKET_GROUP, channel)
                while True:
                    event = await self.layer.receive(channel)
                    self._hand_out(event.get("messages", []))
            except asyncio.CancelledError:
                raise
            except Exception:
                # The layer is away (Redis restarts): values come again once it is back, and pages show their age meanwhile.
                logger.exception("market reader interrupted")
                await asyncio.sleep(1)

    def _hand_out(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            for mailbox in self.mailboxes:
                if message["topic"] in mailbox.topics:
                    mailbox.waiting[message["topic"]] = message

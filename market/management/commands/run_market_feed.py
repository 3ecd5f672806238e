"""Runs the market feed alone, for a desk whose parts run as separate processes."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from market.services import feed
from stocksteward.supervised import SupervisedThread


class Command(BaseCommand):
    """Move the market until told to stop."""

    help = "Run the market feed of STEWARD_MARKET (only one runs at a time; a second one waits)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or SIGINT; a feed that falls over starts again."""
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        thread = SupervisedThread(name="feed", target=lambda asked: feed.run_feed(stop=asked), stop=stop)
        thread.start()
        while not stop.wait(1):
            pass
        thread.join(timeout=10)

"""A thread that is started again when what it runs falls over: the worker, beat and the feed inside one process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import connections

logger = logging.getLogger(__name__)

RESTART_SECONDS_FIRST = 0.5
RESTART_SECONDS_MAX = 10.0


class SupervisedThread(threading.Thread):
    """Runs ``target(stop)`` until ``stop`` is set; a fall or an early return is logged and followed by a new start, with back-off."""

    def __init__(self, *, name: str, target: Callable[[threading.Event], None], stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self._run_once = target
        self._stop_event = stop
        self.restarts = 0

    def run(self) -> None:
        """Supervise until told to stop."""
        pause = RESTART_SECONDS_FIRST
        while not self._stop_event.is_set():
            try:
                self._run_once(self._stop_event)
            except Exception:
                logger.exception("supervised thread fell over")
            except SystemExit:  # Celery ends a worker this way
                logger.info("supervised thread ended itself")
            finally:
                connections.close_all()
            if self._stop_event.wait(pause):
                return
            self.restarts += 1
            pause = min(pause * 2, RESTART_SECONDS_MAX)
            logger.warning("supervised thread %s starts again", self.name)

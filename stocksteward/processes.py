"""The parts that ``manage.py steward`` runs, together in one process or each in its own: web, worker, beat, feed."""

from __future__ import annotations

import logging
import threading
from functools import partial

from celery import beat, signals
from celery.worker import WorkController
from celery.worker import state as worker_state
from django.conf import settings

from agents.services import runs
from market.services import feed
from stocksteward.beat import StewardScheduler
from stocksteward.celery import app
from stocksteward.core import clock
from stocksteward.supervised import SupervisedThread
from trading.services.sweep import sweep

logger = logging.getLogger(__name__)

ROLES = ("web", "worker", "beat", "feed")
WORKER_STOP_SECONDS = 10


@signals.setup_logging.connect
def keep_our_logging(**kwargs: object) -> None:
    """Tell Celery that logging is set up already (Django's LOGGING), so that it replaces no handler."""


def start(*, roles: tuple[str, ...], stop: threading.Event) -> list[SupervisedThread]:
    """Start the background parts among ``roles`` as supervised threads and return them; the web server is the caller's."""
    targets = {"feed": _run_feed, "worker": _run_worker, "beat": _run_beat}
    threads = [SupervisedThread(name=name, target=target, stop=stop) for name, target in targets.items() if name in roles]
    for thread in threads:
        thread.start()
    return threads


def finish(threads: list[SupervisedThread], stop: threading.Event) -> None:
    """Ask every part to end and wait a little; what is cut off is taken up again at the next start."""
    stop.set()
    worker_state.should_stop = 0  # type: ignore[assignment]  # 0 is the exit code; the stubs know only None
    for thread in threads:
        thread.join(timeout=WORKER_STOP_SECONDS)


def recover() -> None:
    """Take up what a crash left behind, by the same functions as the schedule, before anything new comes in."""
    sweep(at=clock.now())
    runs.sweep_runs(at=clock.now())


def _run_worker(stop: threading.Event) -> None:
    worker_state.should_stop = None
    worker_state.should_terminate = None
    worker = WorkController(
        app=app,
        pool_cls="threads",
        concurrency=settings.STEWARD_WORKER_THREADS,
        queues=",".join(settings.STEWARD_QUEUES),
        hostname=f"steward-{threading.get_native_id()}@%h",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=settings.STEWARD_EMBEDDED,
        loglevel="WARNING",
    )
    watcher = threading.Thread(target=partial(_end_worker, worker, stop), name="worker-stop", daemon=True)
    watcher.start()
    worker.start()


def _end_worker(worker: WorkController, stop: threading.Event) -> None:
    stop.wait()
    worker_state.should_stop = 0  # type: ignore[assignment]  # 0 is the exit code; the stubs know only None


def _run_beat(stop: threading.Event) -> None:
    service = beat.Service(app, max_interval=1, scheduler_cls=StewardScheduler)
    threading.Thread(target=_end_beat, args=(service, stop), name="beat-stop", daemon=True).start()
    service.start()


def _end_beat(service: beat.Service, stop: threading.Event) -> None:
    stop.wait()
    service.stop()


def _run_feed(stop: threading.Event) -> None:
    feed.run_feed(stop=stop)

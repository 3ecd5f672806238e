"""Runs the desk: everything in one process, or the parts that --only names."""

from __future__ import annotations

import os
import threading
from typing import Any

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from accounts.services import heartbeats
from stocksteward import installation, processes
from stocksteward.core import clock


class Command(BaseCommand):
    """Migrate, set up, recover, serve."""

    help = "Run the desk: web server, worker, beat and market feed in one process (or only the named parts)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Describe the options."""
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"), help="address to listen on (default 127.0.0.1)")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="port to listen on (default 8000)")
        parser.add_argument("--only", default=",".join(processes.ROLES), help="comma-separated parts: web, worker, beat, feed")
        parser.add_argument("--no-setup", action="store_true", help="do not migrate and set up first (another process does)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until told to stop."""
        roles = tuple(role.strip() for role in options["only"].split(",") if role.strip())
        unknown = [role for role in roles if role not in processes.ROLES]
        if unknown or not roles:
            raise CommandError(f"--only takes {', '.join(processes.ROLES)}; not {', '.join(unknown) or 'nothing'}")
        if not options["no_setup"]:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("setup")
        if "web" in roles:
            installation.collect_pages()
        if "worker" in roles:
            processes.recover()
        if set(roles) == set(processes.ROLES):
            heartbeats.forget()  # else /readyz would believe the signs of life of a process that has gone
        connections.close_all()
        stop = threading.Event()
        threads = processes.start(roles=roles, stop=stop)
        self.stdout.write(f"{clock.now():%H:%M:%S} StockSteward: {', '.join(roles)}")
        try:
            if "web" in roles:
                self.stdout.write(f"open http://{options['host']}:{options['port']}")
                self.stdout.flush()
                _serve(host=options["host"], port=options["port"])
            else:
                _wait_for_signal(stop)
        finally:
            processes.finish(threads, stop)


def _serve(*, host: str, port: int) -> None:
    from daphne.endpoints import build_endpoint_description_strings  # noqa: PLC0415 -- installs the Twisted reactor
    from daphne.server import Server  # noqa: PLC0415

    from stocksteward.asgi import application  # noqa: PLC0415

    Server(
        application=application,
        endpoints=build_endpoint_description_strings(host=host, port=port),
        websocket_max_message_size=65_536,
        websocket_max_frame_size=65_536,
        server_name="",
        verbosity=0,
    ).run()


def _wait_for_signal(stop: threading.Event) -> None:
    import signal  # noqa: PLC0415 -- only where no server handles signals

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(1):
        pass

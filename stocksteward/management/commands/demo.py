"""Makes the demo desk: users, paper portfolios, a strategy. Refused when DEBUG is off."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from stocksteward import installation
from stocksteward.core import clock


class Command(BaseCommand):
    """Idempotent demo desk."""

    help = "Install the demo users (password demo-steward), their paper portfolios and a strategy; needs DEBUG=true."

    def handle(self, *args: Any, **options: Any) -> None:
        """Install."""
        if not settings.DEBUG:
            raise CommandError("the demo sign-ins have a public password: they are only made with DEBUG=true, never on a real desk")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        installation.install_desk(at=clock.now())
        installation.install_demo(at=clock.now())
        self.stdout.write("demo desk ready: trader@, owner@, admin@, auditor@ demo.example, password demo-steward")

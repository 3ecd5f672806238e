"""What a desk needs before its first start, and what the demo desk has besides; both may be repeated without effect."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from accounts.services import demo as demo_users
from market.services import demo as market_installation
from portfolio.services import demo as demo_portfolios
from trading.services import halts, limits
from trading.services import strategies as strategy_services


def collect_pages() -> None:
    """Collect the static files where they are missing or older than ours; with DEBUG they are served from where they lie."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if settings.DEBUG:
        return
    collected_at = manifest.stat().st_mtime if manifest.exists() else 0.0
    if any(path.stat().st_mtime > collected_at for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*")):
        call_command("collectstatic", interactive=False, verbosity=0)


def install_desk(*, at: datetime) -> None:
    """Install instruments, calendar, desk limits and the schedule; engage the global halt if the environment asks for it."""
    market_installation.install_demo_market()
    limits.install_desk_limits(at=at)
    halts.engage_if_configured(at=at)
    install_schedule()


@transaction.atomic
def install_schedule() -> None:
    """Write the schedule's rows where they are missing; what the admin has changed or paused stays as it is."""
    for name, (task, seconds) in settings.STEWARD_SCHEDULE.items():
        interval, _ = IntervalSchedule.objects.get_or_create(every=seconds, period=IntervalSchedule.SECONDS)
        # A turn that could not run in time is worthless: the next one looks at the same rows.
        PeriodicTask.objects.get_or_create(name=name, defaults={"task": task, "interval": interval, "expire_seconds": max(seconds, 10)})


def install_demo(*, at: datetime) -> None:
    """Install the demo users, their portfolios and a strategy."""
    ids = demo_users.install_demo_users(at=at)
    traders = [ids[f"{name}@demo.example"] for name in ("trader", "owner", "admin")]
    demo_portfolios.install_demo_portfolios(user_ids=traders, at=at)
    limits.install_demo_limits(at=at)
    strategy_services.install_demo_strategies(user_ids=traders, at=at)

"""Only one feed moves the market: a lease in the feed's row, taken over from a process that has died."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from market.models.feed import FeedState
from market.models.quote import Quote
from stocksteward.core.errors import Conflict

LEASE_SECONDS = 15


class LeaseLost(Conflict):
    """Another feed has taken over; this one ends. Nobody need act."""

    code = "feed_lease_lost"


@dataclass(frozen=True, slots=True)
class Lease:
    """What the feed that holds the lease goes on from; ``resumed`` is true when the row was left by the same, unfinished market."""

    owner: str
    mode: str
    sequence: int
    market_time: datetime | None
    resumed: bool


def new_owner() -> str:
    """Return a name for this run of the feed: machine, process, and a token."""
    return f"{_machine()}|{os.getpid()}|{secrets.token_hex(4)}"


@transaction.atomic
def claim(*, owner: str, mode: str, at: datetime, seconds: int = LEASE_SECONDS) -> Lease | None:
    """Take the lease if it is free, has run out, or its holder's process is dead; None while another feed runs.

    When the market has changed, or begins again, the quotes of before are removed: they are prices of another market.
    """
    FeedState.objects.get_or_create(pk=1)
    row = FeedState.objects.select_for_update().get(pk=1)
    free = Q(owner="") | Q(leased_until__isnull=True) | Q(leased_until__lt=at)
    if row.owner and _is_dead(row.owner):
        free |= Q(owner=row.owner)
    if not FeedState.objects.filter(free, pk=1).update(owner=owner, leased_until=at + timedelta(seconds=seconds)):
        return None
    resumed = row.mode == mode and not row.is_finished
    if not resumed:
        Quote.objects.all().delete()
        FeedState.objects.filter(pk=1).update(mode=mode, market_time=None, published_at=None, is_finished=False, detail="")
    return Lease(owner=owner, mode=mode, sequence=row.sequence, market_time=row.market_time if resumed else None, resumed=resumed)


def release(*, owner: str) -> None:
    """Give the lease back; one that is no longer held stays with its new holder."""
    FeedState.objects.filter(pk=1, owner=owner).update(owner="", leased_until=None)


def _is_dead(owner: str) -> bool:
    """Say whether the holder was a process of this machine that is no longer there, or an earlier run inside this very process."""
    machine, _, rest = owner.partition("|")
    number = rest.partition("|")[0]
    if machine != _machine() or not number.isdigit():
        return False
    process = int(number)
    if process == os.getpid():
        return True  # run_feed lets only one run at a time inside a process
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


@lru_cache(maxsize=1)
def _machine() -> str:
    """Name the machine, its boot and its space of process numbers: two containers may have the same host name and the same numbers."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()[:8]
        space = Path("/proc/self/ns/pid").readlink().name
    except OSError:
        boot, space = "", ""
    return f"{socket.gethostname()[:60]}/{boot}/{space}".replace("|", "/")

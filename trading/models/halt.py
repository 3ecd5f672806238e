"""Kill switches: rows that the gate reads each time, never from a cache."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from trading.enums import HaltScope


class HaltEpoch(models.Model):
    """The one counter of all halts; locking its row makes engaging wait its turn."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="halt_epoch_is_one_row")]

    def __str__(self) -> str:
        return str(self.number)


class Halt(models.Model):
    """One halt from its engaging to its release; rows are never deleted, so they are the history too."""

    scope = models.CharField(max_length=6, choices=HaltScope)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="halts")
    is_active = models.BooleanField(default=True)
    epoch = models.PositiveBigIntegerField(unique=True, help_text="Grows with every halt; approvals asked for before it are void")
    reason = models.CharField(max_length=500)
    # Empty when the environment engaged it (GLOBAL_KILL_SWITCH).
    engaged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    engaged_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-epoch"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope=HaltScope.GLOBAL, user__isnull=True) | Q(scope=HaltScope.USER, user__isnull=False),
                name="halt_stops_the_desk_or_one_user",
            ),
            models.UniqueConstraint(
                fields=["scope"], condition=Q(is_active=True, scope=HaltScope.GLOBAL), name="halt_of_the_desk_is_active_once"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_active=True, scope=HaltScope.USER), name="halt_of_a_user_is_active_once"
            ),
            models.CheckConstraint(
                condition=Q(is_active=True, released_at__isnull=True)
                | (Q(is_active=False, released_at__isnull=False) & ~Q(release_reason="")),
                name="halt_is_active_or_released_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        whom = "the desk" if self.user is None else str(self.user)
        return f"Halt {self.epoch} of {whom} ({'active' if self.is_active else 'released'})"

"""One run of the pipeline: for whom, for what, how far it is and who works on it now."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from agents.enums import RunStatus
from stocksteward.core import clock
from stocksteward.core.models import new_id


class AgentRun(models.Model):
    """The row is the queue: whoever holds the lease (``claimed_until``, fenced by ``attempt``) works on it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # None until a deployed strategy's signal has become a trade; stays None if it never does.
    trade = models.OneToOneField("trading.Trade", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey("market.Instrument", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey("agents.DeploymentPeriod", null=True, blank=True, on_delete=models.PROTECT, related_name="runs")
    origin = models.CharField(max_length=16)
    request = models.JSONField()  # agents.domain.wish.Wish as it was at the start; never changed
    trace_id = models.CharField(max_length=64)
    status = models.CharField(max_length=16, choices=RunStatus, default=RunStatus.PENDING)
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    claims_since_progress = models.PositiveIntegerField(default=0)
    enqueued_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "pipeline run"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(name="run_status_is_known", condition=models.Q(status__in=RunStatus.values)),
            models.CheckConstraint(
                name="run_is_finished_exactly_when_it_has_an_end",
                condition=models.Q(status__in=[RunStatus.DONE, RunStatus.FAILED], finished_at__isnull=False)
                | (~models.Q(status__in=[RunStatus.DONE, RunStatus.FAILED]) & models.Q(finished_at__isnull=True)),
            ),
            models.UniqueConstraint(name="one_run_per_period_and_instrument", fields=["period", "instrument"]),
        ]
        indexes = [
            models.Index(name="run_unfinished_by_queueing", fields=["status", "enqueued_at"]),
            models.Index(name="run_of_user_latest_first", fields=["user", "-created_at"]),
            models.Index(name="run_latest_first", fields=["-created_at"]),
        ]

    def __str__(self) -> str:
        return f"Run {self.pk} ({self.status})"

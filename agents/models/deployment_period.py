"""One period of one deployed strategy: the row that lets the schedule run it once, however often it is called."""

from __future__ import annotations

from django.db import models

from stocksteward.core import clock


class DeploymentPeriod(models.Model):
    """The period that starts at ``period_start`` has been started for this deployment."""

    deployment = models.ForeignKey("trading.StrategyDeployment", on_delete=models.PROTECT, related_name="+")
    period_start = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-period_start"]
        constraints = [models.UniqueConstraint(name="one_row_per_deployment_and_period", fields=["deployment", "period_start"])]

    def __str__(self) -> str:
        return f"Deployment {self.deployment_id} from {self.period_start:%Y-%m-%d %H:%M}"

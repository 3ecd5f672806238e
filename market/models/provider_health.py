"""How each provider of prices has answered lately."""

from __future__ import annotations

from django.db import models


class ProviderHealth(models.Model):
    """Counts of one provider; ``cooling_until`` is when it will be asked again after failing."""

    name = models.CharField(max_length=40, primary_key=True)
    successes = models.PositiveBigIntegerField(default=0)
    failures = models.PositiveBigIntegerField(default=0)
    failures_in_a_row = models.PositiveIntegerField(default=0)
    latest_success_at = models.DateTimeField(null=True)
    latest_failure_at = models.DateTimeField(null=True)
    latest_failure = models.CharField(max_length=200, blank=True)
    latency_ms = models.PositiveIntegerField(null=True)
    cooling_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "provider health"

    def __str__(self) -> str:
        return self.name

"""What the risk gate said, each time it was asked about a trade."""

from __future__ import annotations

from django.db import models

from stocksteward.core.fields import ExactDecimalField


class RiskDecision(models.Model):
    """One verdict with all its reasons. Append-only: the database refuses change."""

    trade = models.ForeignKey("trading.Trade", on_delete=models.PROTECT, related_name="risk_decisions")
    is_allowed = models.BooleanField()
    denials = models.JSONField(default=list)
    approvals_needed = models.JSONField(default=list)
    score = ExactDecimalField()
    estimate = models.JSONField(default=dict)
    decided_at = models.DateTimeField()
    trace_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{'Allowed' if self.is_allowed else 'Denied'} trade {self.trade_id}"

"""One agent's step of a run: what it was given (as a hash), what it answered, how long it took and what it cost."""

from __future__ import annotations

from django.db import models

from agents.enums import AgentName, StepStatus
from stocksteward.core.models import new_id

STEPS = len(AgentName.values)


class AgentStep(models.Model):
    """All seven rows are made with the run; each is written once more, when its agent has answered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey("agents.AgentRun", on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    agent = models.CharField(max_length=20, choices=AgentName)
    status = models.CharField(max_length=8, choices=StepStatus, default=StepStatus.PENDING)
    input_hash = models.CharField(max_length=64, blank=True)
    output = models.JSONField(null=True, blank=True)
    latency_ms = models.PositiveIntegerField(null=True, blank=True)
    model = models.CharField(max_length=100, blank=True)
    prompt_hash = models.CharField(max_length=64, blank=True)
    tokens_in = models.PositiveIntegerField(null=True, blank=True)
    tokens_out = models.PositiveIntegerField(null=True, blank=True)
    # A call costs fractions of a cent, finer than the four places of money columns.
    cost_micro_usd = models.PositiveBigIntegerField(null=True, blank=True)
    trace_id = models.CharField(max_length=64)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "pipeline step"
        ordering = ["run_id", "position"]
        constraints = [
            models.UniqueConstraint(name="one_step_per_run_and_agent", fields=["run", "agent"]),
            models.UniqueConstraint(name="one_step_per_run_and_position", fields=["run", "position"]),
            models.CheckConstraint(name="step_status_is_known", condition=models.Q(status__in=StepStatus.values)),
            models.CheckConstraint(name="step_agent_is_known", condition=models.Q(agent__in=AgentName.values)),
            models.CheckConstraint(name="step_position_is_one_to_seven", condition=models.Q(position__gte=1, position__lte=STEPS)),
            models.CheckConstraint(
                name="step_done_has_its_output_and_end",
                condition=~models.Q(status=StepStatus.DONE) | models.Q(output__isnull=False, finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent} of {self.run_id} ({self.status})"

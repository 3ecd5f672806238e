"""A rule with its parameters, and the portfolios in which it trades by itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from stocksteward.core.fields import ExactDecimalField
from stocksteward.core.models import TimestampedModel
from trading.enums import DeploymentStatus, ExecutionMode


class Strategy(TimestampedModel):
    """A built-in rule as one person has set it up."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="strategies")
    name = models.CharField(max_length=80)
    rule = models.CharField(max_length=40, help_text="The name of a built-in, from trading.strategies.registry")
    parameters = models.JSONField(default=dict, blank=True)
    symbols = models.JSONField(default=list, help_text="What it looks at unless a deployment says otherwise")
    mode = models.CharField(max_length=13, choices=ExecutionMode, default=ExecutionMode.PAPER_TRADING)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "strategies"
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="strategy_name_is_unique_per_owner"),
            models.CheckConstraint(condition=~Q(name=""), name="strategy_has_a_name"),
            # Live strategies come with live brokers; until then the database refuses them too.
            models.CheckConstraint(condition=Q(mode=ExecutionMode.PAPER_TRADING), name="strategy_trades_on_paper"),
        ]

    def __str__(self) -> str:
        return self.name


class StrategyDeployment(TimestampedModel):
    """A strategy at work in one portfolio, within limits of its own."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="deployments")
    portfolio = models.ForeignKey("portfolio.Portfolio", on_delete=models.PROTECT, related_name="strategy_deployments")
    symbols = models.JSONField(default=list)
    quantity_max = models.PositiveBigIntegerField(help_text="Shares in one trade")
    value_inr_max = ExactDecimalField(help_text="Rupees in one trade")
    period_seconds = models.PositiveIntegerField(help_text="How often it decides")
    status = models.CharField(max_length=6, choices=DeploymentStatus, default=DeploymentStatus.PAPER)
    deployed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["strategy", "portfolio"], name="strategy_is_deployed_once_per_portfolio"),
            models.CheckConstraint(condition=Q(status__in=DeploymentStatus.values), name="deployment_status_is_one_of_the_list"),
            models.CheckConstraint(condition=Q(quantity_max__gt=0), name="deployment_quantity_is_above_zero"),
            models.CheckConstraint(condition=Q(value_inr_max__gt=0), name="deployment_value_is_above_zero"),
            models.CheckConstraint(
                condition=Q(period_seconds__gte=60, period_seconds__lte=604_800), name="deployment_period_is_a_minute_to_a_week"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.strategy} in portfolio {self.portfolio_id}"

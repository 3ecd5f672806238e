"""Runs and steps in the admin site, to be looked at only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from agents.models.deployment_period import DeploymentPeriod
from agents.models.run import AgentRun
from agents.models.step import AgentStep


class LookOnly:
    """Nobody adds, changes or deletes; what the agents did stays as they did it."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


class AgentStepInline(LookOnly, admin.TabularInline):
    """The seven steps below their run."""

    model = AgentStep
    fields = ("position", "agent", "status", "started_at", "latency_ms", "model", "tokens_in", "tokens_out", "cost_micro_usd", "output")
    readonly_fields = fields
    ordering = ("position",)
    extra = 0


@admin.register(AgentRun)
class AgentRunAdmin(LookOnly, admin.ModelAdmin):
    """Runs, latest first."""

    list_display = ("id", "created_at", "user", "instrument", "origin", "status", "trade_id", "attempt")
    list_filter = ("status", "origin")
    list_select_related = ("user", "instrument")
    search_fields = ("id", "trace_id", "user__email")
    date_hierarchy = "created_at"
    inlines = (AgentStepInline,)
    show_full_result_count = False


@admin.register(DeploymentPeriod)
class DeploymentPeriodAdmin(LookOnly, admin.ModelAdmin):
    """Which period of which deployment was run."""

    list_display = ("deployment", "period_start", "created_at")
    list_select_related = ("deployment",)
    show_full_result_count = False

"""Strategies and deployments in the admin, to look at; people set them up through pages and API."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from trading.models.strategy import Strategy, StrategyDeployment


class DeploymentInline(ReadOnlyInline):
    """Where it is at work."""

    model = StrategyDeployment
    fields = ("portfolio", "symbols", "quantity_max", "value_inr_max", "period_seconds", "status", "deployed_at")
    readonly_fields = fields


@admin.register(Strategy)
class StrategyAdmin(ReadOnlyAdmin):
    """A rule as somebody has set it up."""

    list_display = ("name", "owner", "rule", "mode", "created_at")
    list_filter = ("rule", "mode")
    list_select_related = ("owner",)
    search_fields = ("name", "owner__email")
    inlines = (DeploymentInline,)


@admin.register(StrategyDeployment)
class StrategyDeploymentAdmin(ReadOnlyAdmin):
    """A strategy at work."""

    list_display = ("strategy", "portfolio", "status", "quantity_max", "value_inr_max", "period_seconds", "deployed_at")
    list_filter = ("status",)
    list_select_related = ("strategy", "portfolio")

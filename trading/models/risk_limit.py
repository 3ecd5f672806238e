"""How much may be risked: one row for the desk, and one for each user who has limits of their own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from stocksteward.core.fields import ExactDecimalField
from stocksteward.core.models import TimestampedModel
from trading.enums import LimitScope


class RiskLimit(TimestampedModel):
    """The desk's limits are complete; a user's may leave figures empty, and then the desk's hold."""

    scope = models.CharField(max_length=4, choices=LimitScope)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="risk_limit")
    order_value_inr_max = ExactDecimalField(null=True, blank=True, help_text="Rupees, of one order")
    position_size_fraction_max = ExactDecimalField(null=True, blank=True, help_text="Share of the portfolio in one instrument, 0 to 1")
    daily_loss_inr_max = ExactDecimalField(null=True, blank=True, help_text="Rupees; beyond this loss nothing more is bought that day")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["scope", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    scope=LimitScope.DESK,
                    user__isnull=True,
                    order_value_inr_max__isnull=False,
                    position_size_fraction_max__isnull=False,
                    daily_loss_inr_max__isnull=False,
                )
                | Q(scope=LimitScope.USER, user__isnull=False),
                name="risk_limit_is_the_complete_desk_or_one_user",
            ),
            models.UniqueConstraint(fields=["scope"], condition=Q(scope=LimitScope.DESK), name="risk_limit_of_the_desk_is_one_row"),
            models.CheckConstraint(
                condition=Q(order_value_inr_max__isnull=True) | Q(order_value_inr_max__gte=0),
                name="risk_limit_order_value_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(position_size_fraction_max__isnull=True)
                | Q(position_size_fraction_max__gte=0, position_size_fraction_max__lte=1),
                name="risk_limit_position_size_is_from_0_to_1",
            ),
            models.CheckConstraint(
                condition=Q(daily_loss_inr_max__isnull=True) | Q(daily_loss_inr_max__gte=0),
                name="risk_limit_daily_loss_is_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return "The desk" if self.user is None else f"Limits of {self.user}"

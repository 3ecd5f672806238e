"""An approval: a person's decision on a trade, good once, for a while, near one price."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from stocksteward.core.fields import ExactDecimalField
from trading.enums import ApprovalStatus


class Approval(models.Model):
    """One question to a person; decided by one conditional UPDATE, used up by one order."""

    trade = models.ForeignKey("trading.Trade", on_delete=models.PROTECT, related_name="approvals")
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="approvals_asked")
    status = models.CharField(max_length=8, choices=ApprovalStatus, default=ApprovalStatus.PENDING)
    reasons = models.JSONField(default=list, help_text="Why a person must decide: code and message each")
    fingerprint = models.CharField(max_length=64, help_text="Hash of what is to be approved")
    reference_price = ExactDecimalField()
    drift_basis_points_max = models.PositiveIntegerField()
    halt_epoch = models.BigIntegerField(help_text="A halt raises the epoch and voids every earlier approval")
    is_four_eyes = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="approvals_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    consumed_by = models.OneToOneField("trading.Order", on_delete=models.PROTECT, null=True, blank=True, related_name="approval")
    consumed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ApprovalStatus.values), name="approval_status_is_one_of_the_list"),
            models.UniqueConstraint(fields=["trade"], condition=Q(status="PENDING"), name="approval_waits_once_per_trade"),
            models.CheckConstraint(
                condition=~Q(status__in=["APPROVED", "REJECTED"]) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="approval_is_decided_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(consumed_by__isnull=True) | Q(status="APPROVED", consumed_at__isnull=False),
                name="approval_is_used_only_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(is_four_eyes=False) | Q(decided_by__isnull=True) | ~Q(decided_by=F("requester")),
                name="approval_with_four_eyes_is_decided_by_another",
            ),
            models.CheckConstraint(condition=Q(reference_price__gt=0), name="approval_reference_price_is_above_zero"),
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(status="PENDING"), name="approval_waiting")]

    def __str__(self) -> str:
        return f"Approval {self.pk} of trade {self.trade_id}"

"""A key with which a program acts in a person's name; only its hash is kept."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.enums import ApiKeyScope
from stocksteward.core.models import TimestampedModel, new_id


class ApiKey(TimestampedModel):
    """A key, known by its prefix and proved by its hash."""

    id: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    scope = models.CharField(max_length=10, choices=ApiKeyScope.choices, default=ApiKeyScope.READ)
    prefix = models.CharField(max_length=16)
    key_hash = models.CharField(max_length=64, editable=False)
    latest_used_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    expires_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    revoked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(fields=["prefix"], name="api_key_prefix_is_unique"),
            models.UniqueConstraint(fields=["key_hash"], name="api_key_hash_is_unique"),
            models.CheckConstraint(condition=Q(scope__in=ApiKeyScope.values), name="api_key_scope_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

"""A portfolio: whose, in which mode, and how many journals its books have."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from portfolio.domain.facts import PortfolioFacts
from portfolio.enums import PortfolioMode, PortfolioOrigin
from stocksteward.core.models import TimestampedModel


class Portfolio(TimestampedModel):
    """The row that every service locks first. ``journal_count`` is counted by the database when a journal is closed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="portfolios")
    name = models.CharField(max_length=60)
    mode = models.CharField(max_length=16, choices=PortfolioMode.choices, default=PortfolioMode.PAPER_TRADING)
    origin = models.CharField(max_length=8, choices=PortfolioOrigin.choices, default=PortfolioOrigin.USER)
    is_default = models.BooleanField(default=False)
    journal_count = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        ordering: ClassVar = ["user_id", "-is_default", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user"], condition=Q(is_default=True), name="portfolio_default_is_one_for_each_user"),
            models.UniqueConstraint("user", Lower("name"), name="portfolio_name_is_unique_to_its_owner"),
            models.CheckConstraint(condition=Q(mode__in=PortfolioMode.values), name="portfolio_mode_is_known"),
            models.CheckConstraint(condition=Q(origin__in=PortfolioOrigin.values), name="portfolio_origin_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="portfolio_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def facts(self) -> PortfolioFacts:
        """What other apps may know of it."""
        return PortfolioFacts(
            id=self.pk,
            user_id=self.user_id,
            name=self.name,
            mode=str(self.mode),
            origin=str(self.origin),
            is_default=self.is_default,
        )

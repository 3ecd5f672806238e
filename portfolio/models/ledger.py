"""The double-entry ledger. Only portfolio.services.ledger writes it, and the database itself refuses what breaks its rules.

Postings are inserted first; inserting their journal closes it: from then on nothing can be added, changed or taken away.
Balances are moved by a trigger, so that an account's row always is the sum of its postings.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q

from portfolio.enums import GUARDED_KINDS, INR, SHARE_KINDS, AccountKind, FillSide, JournalKind
from stocksteward.core import clock
from stocksteward.core.fields import ExactDecimalField
from stocksteward.core.models import new_id

GUARD = "guarded_balance_is_never_negative"
BALANCE_MAX = Decimal(10) ** 14  # far below the largest whole number of the database, so that adding one posting cannot overflow


class LedgerAccount(models.Model):
    """A balance of one portfolio in one unit: rupees, or the shares of one ISIN."""

    portfolio = models.ForeignKey("portfolio.Portfolio", on_delete=models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=20, choices=AccountKind.choices)
    unit = models.CharField(max_length=12)
    balance = ExactDecimalField(default=Decimal(0), editable=False)
    latest_posting_id = models.BigIntegerField(null=True, editable=False)  # lets the database check each move of the balance

    class Meta:
        ordering: ClassVar = ["portfolio_id", "kind", "unit"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["portfolio", "kind", "unit"], name="account_is_unique_in_its_portfolio"),
            models.CheckConstraint(condition=~Q(kind__in=GUARDED_KINDS) | Q(balance__gte=0), name=GUARD),
            models.CheckConstraint(condition=Q(kind__in=AccountKind.values), name="account_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind=AccountKind.EXTERNAL)
                | (Q(kind__in=SHARE_KINDS) & ~Q(unit=INR))
                | (~Q(kind__in=SHARE_KINDS) & Q(unit=INR)),
                name="account_unit_fits_its_kind",
            ),
            models.CheckConstraint(condition=~Q(unit=""), name="account_has_a_unit"),
            models.CheckConstraint(
                condition=Q(balance__gte=-BALANCE_MAX) & Q(balance__lte=BALANCE_MAX), name="account_balance_is_within_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit} of portfolio {self.portfolio_id}"


class Journal(models.Model):
    """Why postings were made, once per kind and reference; numbered without a gap in each portfolio.

    A FILL says what was traded: shares, rupees a share, and for a sale the ``realised_pnl`` net of charges.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    portfolio = models.ForeignKey("portfolio.Portfolio", on_delete=models.PROTECT, related_name="journals")
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12, choices=JournalKind.choices)
    reference = models.CharField(max_length=100)
    booked_at = models.DateTimeField()
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=clock.now, editable=False)
    instrument = models.ForeignKey("market.Instrument", on_delete=models.PROTECT, null=True, related_name="+")
    side = models.CharField(max_length=4, choices=FillSide.choices, blank=True)
    quantity = models.BigIntegerField(null=True)
    price = ExactDecimalField(null=True)
    product = models.CharField(max_length=8, blank=True)
    traded_at = models.DateTimeField(null=True)
    realised_pnl = ExactDecimalField(null=True)

    class Meta:
        ordering: ClassVar = ["portfolio_id", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "reference"], name="journal_is_written_once_for_its_reference"),
            models.UniqueConstraint(fields=["portfolio", "number"], name="journal_number_is_unique_in_its_portfolio"),
            models.CheckConstraint(condition=Q(kind__in=JournalKind.values), name="journal_kind_is_known"),
            models.CheckConstraint(condition=Q(number__gt=0), name="journal_number_is_above_zero"),
            models.CheckConstraint(
                condition=~Q(kind=JournalKind.FILL)
                | Q(
                    instrument__isnull=False,
                    side__in=FillSide.values,
                    quantity__isnull=False,
                    quantity__gt=0,
                    price__isnull=False,
                    price__gt=0,
                    traded_at__isnull=False,
                ),
                name="journal_of_a_fill_says_what_was_traded",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["portfolio", "traded_at"], condition=Q(kind="FILL"), name="journal_fills_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class Posting(models.Model):
    """One amount into (positive) or out of (negative) one account."""

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="postings")
    amount = ExactDecimalField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["journal", "account"], name="posting_is_one_for_each_account_of_a_journal"),
            models.CheckConstraint(condition=~Q(amount=0), name="posting_is_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} in account {self.account_id}"

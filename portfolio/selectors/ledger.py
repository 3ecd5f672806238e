"""Reading the ledger: journals with their postings, as a person may see them."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from portfolio.enums import INR, AccountKind
from portfolio.models.ledger import Journal, Posting
from portfolio.selectors.ledger_checks import verify
from stocksteward.core.money import ZERO

__all__ = ["cash_moved_by", "list_journals", "verify"]


def list_journals(*, portfolio_id: int) -> QuerySet[Journal]:
    """The journals of one portfolio with postings, accounts and instruments, latest first, in three statements."""
    postings = Posting.objects.select_related("account").order_by("pk")
    return (
        Journal.objects.filter(portfolio_id=portfolio_id)
        .select_related("instrument")
        .prefetch_related(Prefetch("postings", queryset=postings))
        .order_by("-number")
    )


def cash_moved_by(*, journal_id: UUID) -> Decimal:
    """Return the rupees that a journal put into free cash (negative: took out of it)."""
    postings = Posting.objects.filter(journal_id=journal_id, account__kind=AccountKind.CASH, account__unit=INR)
    return postings.values_list("amount", flat=True).first() or ZERO

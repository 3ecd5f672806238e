"""Portfolios and their books in the admin: to look at, never to change."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from portfolio.models.hold import Hold
from portfolio.models.holding import Holding
from portfolio.models.ledger import Journal, LedgerAccount, Posting
from portfolio.models.portfolio import Portfolio
from portfolio.models.snapshot import HoldingSnapshot, PortfolioSnapshot


class AccountInline(ReadOnlyInline):
    """The balances of a portfolio."""

    model = LedgerAccount
    fields = ("kind", "unit", "balance")
    readonly_fields = ("kind", "unit", "balance")


class PostingInline(ReadOnlyInline):
    """The postings of a journal."""

    model = Posting
    fields = ("account", "amount")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With their accounts, which are shown by name."""
        return super().get_queryset(request).select_related("account")


class HoldingSnapshotInline(ReadOnlyInline):
    """The holdings of a snapshot."""

    model = HoldingSnapshot
    fields = ("instrument", "quantity", "cost", "price", "value", "quote_status", "price_as_of")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With their instruments, which are shown by name."""
        return super().get_queryset(request).select_related("instrument")


@admin.register(Portfolio)
class PortfolioAdmin(ReadOnlyAdmin):
    """Whose portfolios there are; they are opened and named through the desk, which writes the books with them."""

    list_display = ("name", "user", "mode", "origin", "is_default", "journal_count", "created_at")
    list_filter = ("mode", "origin", "is_default")
    list_select_related = ("user",)
    search_fields = ("name", "user__email")
    inlines = (AccountInline,)


@admin.register(Journal)
class JournalAdmin(ReadOnlyAdmin):
    """Why the books were written."""

    list_display = ("booked_at", "portfolio", "number", "kind", "reference", "instrument", "side", "quantity", "price", "realised_pnl")
    list_filter = ("kind", "side")
    list_select_related = ("portfolio", "instrument")
    search_fields = ("reference", "portfolio__user__email", "instrument__symbol")
    inlines = (PostingInline,)
    ordering = ("-booked_at",)


@admin.register(LedgerAccount)
class LedgerAccountAdmin(ReadOnlyAdmin):
    """Balances."""

    list_display = ("portfolio", "kind", "unit", "balance")
    list_filter = ("kind",)
    list_select_related = ("portfolio",)
    search_fields = ("unit", "portfolio__user__email")


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    """What is set aside for orders."""

    list_display = ("held_at", "portfolio", "kind", "unit", "amount", "remaining", "reference", "released_at")
    list_filter = ("kind",)
    list_select_related = ("portfolio",)
    search_fields = ("reference", "unit", "portfolio__user__email")


@admin.register(Holding)
class HoldingAdmin(ReadOnlyAdmin):
    """What is owned."""

    list_display = ("portfolio", "instrument", "quantity", "cost", "buy_charges", "realised_pnl")
    list_select_related = ("portfolio", "instrument")
    search_fields = ("isin", "instrument__symbol", "portfolio__user__email")


@admin.register(PortfolioSnapshot)
class PortfolioSnapshotAdmin(ReadOnlyAdmin):
    """What was worth how much."""

    list_display = ("taken_at", "portfolio", "total", "cash", "held_cash", "market_value", "day_pnl", "has_stale")
    list_filter = ("has_stale",)
    list_select_related = ("portfolio",)
    search_fields = ("portfolio__user__email",)
    inlines = (HoldingSnapshotInline,)

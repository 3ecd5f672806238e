"""Django admin of the market: instruments and calendar for the superadmin to edit, feed and providers to look at."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin.read_only import NeverDeleted, ReadOnlyAdmin, ReadOnlyInline
from market.models.calendar import SessionSegment, SessionTemplate, TradingDay
from market.models.feed import FeedState
from market.models.import_run import ImportRejection, ImportRun
from market.models.instrument import Instrument
from market.models.provider_health import ProviderHealth
from market.models.quote import Quote


@admin.register(Instrument)
class InstrumentAdmin(NeverDeleted):
    """What can be watched or traded. Instruments are switched off, not deleted: trades and books name them."""

    list_display = [
        "symbol",
        "exchange",
        "name",
        "kind",
        "sector",
        "tick_size",
        "band_percent",
        "has_closing_auction",
        "is_tradable",
    ]
    list_filter = ["exchange", "kind", "is_tradable", "has_closing_auction", "sector"]
    search_fields = ["symbol", "name", "isin"]
    readonly_fields = ["created_at", "updated_at"]
    list_per_page = 50


@admin.register(TradingDay)
class TradingDayAdmin(admin.ModelAdmin):
    """Holidays and special sessions."""

    list_display = ["date", "exchange", "kind", "name", "is_open", "template"]
    list_filter = ["exchange", "kind", "is_open"]
    list_select_related = ["template"]
    date_hierarchy = "date"
    search_fields = ["name"]


class SessionSegmentInline(admin.TabularInline):
    """The parts of a day."""

    model = SessionSegment
    extra = 0


@admin.register(SessionTemplate)
class SessionTemplateAdmin(admin.ModelAdmin):
    """Shapes of a day, regular ones by the date from which they hold."""

    list_display = ["name", "exchange", "valid_from"]
    list_filter = ["exchange"]
    inlines = [SessionSegmentInline]


@admin.register(FeedState)
class FeedStateAdmin(ReadOnlyAdmin):
    """Who moves the market and how far it has come."""

    list_display = ["mode", "market_time", "published_at", "owner", "leased_until", "sequence", "is_finished", "detail"]


@admin.register(ProviderHealth)
class ProviderHealthAdmin(ReadOnlyAdmin):
    """How the providers of prices have answered."""

    list_display = ["name", "successes", "failures", "failures_in_a_row", "latest_success_at", "latest_failure", "cooling_until"]


@admin.register(Quote)
class QuoteAdmin(ReadOnlyAdmin):
    """The latest price of each instrument."""

    list_display = ["instrument", "last", "bid", "ask", "previous_close", "volume", "as_of", "received_at", "source"]
    list_select_related = ["instrument"]
    search_fields = ["instrument__symbol"]
    list_per_page = 50


class ImportRejectionInline(ReadOnlyInline):
    """The lines that were not imported, and why."""

    model = ImportRejection


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    """Imported files."""

    list_display = ["started_at", "kind", "file_name", "status", "rows_read", "rows_added", "rows_changed", "rows_rejected"]
    list_filter = ["kind", "status"]
    search_fields = ["file_name"]
    inlines = [ImportRejectionInline]

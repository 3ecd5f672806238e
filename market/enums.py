"""The words of the market that are stored or sent: kinds, states, intervals."""

from __future__ import annotations

from django.db import models


class InstrumentKind(models.TextChoices):
    """What an instrument is; only shares and exchange traded funds are traded here."""

    EQUITY = "EQUITY", "Share"
    ETF = "ETF", "Exchange traded fund"
    INDEX = "INDEX", "Index"
    CURRENCY = "CURRENCY", "Currency"
    METAL = "METAL", "Metal"
    COMMODITY = "COMMODITY", "Commodity"


class QuoteStatus(models.TextChoices):
    """How far a quote may be trusted."""

    LIVE = "LIVE", "Live"
    STALE = "STALE", "Stale"
    UNAVAILABLE = "UNAVAILABLE", "Not available"


class SessionKind(models.TextChoices):
    """What an exceptional day of the calendar is."""

    HOLIDAY = "HOLIDAY", "Holiday"
    MUHURAT = "MUHURAT", "Muhurat session"
    BUDGET = "BUDGET", "Budget day session"
    DISASTER_RECOVERY = "DISASTER_RECOVERY", "Disaster recovery session"
    SPECIAL = "SPECIAL", "Special session"


class SegmentKind(models.TextChoices):
    """A part of a trading day."""

    PRE_OPEN = "PRE_OPEN", "Pre-open"
    CONTINUOUS = "CONTINUOUS", "Continuous trading"
    CLOSING_AUCTION = "CLOSING_AUCTION", "Closing auction"
    POST_CLOSE = "POST_CLOSE", "Post-close"


class SegmentScope(models.TextChoices):
    """Which instruments a segment is for."""

    ALL = "ALL", "Every instrument"
    CLOSING_AUCTION = "CLOSING_AUCTION", "Instruments with a closing auction"
    NO_CLOSING_AUCTION = "NO_CLOSING_AUCTION", "Instruments without a closing auction"


class BarInterval(models.TextChoices):
    """The length of a bar."""

    MINUTE = "1m", "1 minute"
    FIVE_MINUTES = "5m", "5 minutes"
    FIFTEEN_MINUTES = "15m", "15 minutes"
    HOUR = "1h", "1 hour"
    DAY = "1d", "1 day"


class ImportKind(models.TextChoices):
    """What an import run read."""

    BHAVCOPY = "BHAVCOPY", "Bhavcopy"
    BARS = "BARS", "Bars"
    TICKS = "TICKS", "Ticks"


class ImportStatus(models.TextChoices):
    """How an import run ended."""

    RUNNING = "RUNNING", "Running"
    DONE = "DONE", "Done"
    FAILED = "FAILED", "Failed"

"""The words of the books that are stored or sent: modes, origins, kinds of account, journal and hold."""

from __future__ import annotations

from django.db import models

INR = "INR"  # the unit of every money account; the unit of a share account is the ISIN


class PortfolioMode(models.TextChoices):
    """Whether the portfolio's orders are simulated or go to a broker."""

    PAPER_TRADING = "PAPER_TRADING", "Paper"
    LIVE_TRADING = "LIVE_TRADING", "Live"


class PortfolioOrigin(models.TextChoices):
    """Who made the portfolio; what was seeded is left out of performance and audit reports."""

    USER = "USER", "A person"
    DEMO = "DEMO", "The demo desk"
    SEED = "SEED", "Seeded"


class AccountKind(models.TextChoices):
    """What a ledger account holds. What the portfolio has is positive; where it came from is negative."""

    CASH = "CASH", "Free cash"
    RESERVED_CASH = "RESERVED_CASH", "Cash held for orders"
    HOLDING = "HOLDING", "Free shares"
    RESERVED_HOLDING = "RESERVED_HOLDING", "Shares held for orders"
    SHARES_AT_COST = "SHARES_AT_COST", "Open shares at cost"
    FEES_BROKERAGE = "FEES_BROKERAGE", "Brokerage"
    FEES_STT = "FEES_STT", "Securities transaction tax"
    FEES_EXCHANGE = "FEES_EXCHANGE", "Exchange charges"
    FEES_SEBI = "FEES_SEBI", "SEBI charges"
    FEES_STAMP = "FEES_STAMP", "Stamp duty"
    FEES_GST = "FEES_GST", "GST"
    FEES_DP = "FEES_DP", "Depository charges"
    REALISED_PNL = "REALISED_PNL", "Realised profit before charges"
    EXTERNAL = "EXTERNAL", "The world outside"


GUARDED_KINDS = (
    AccountKind.CASH,
    AccountKind.RESERVED_CASH,
    AccountKind.HOLDING,
    AccountKind.RESERVED_HOLDING,
    AccountKind.SHARES_AT_COST,
)
SHARE_KINDS = (AccountKind.HOLDING, AccountKind.RESERVED_HOLDING)
FEE_KINDS = {
    "brokerage": AccountKind.FEES_BROKERAGE,
    "stt": AccountKind.FEES_STT,
    "exchange": AccountKind.FEES_EXCHANGE,
    "sebi": AccountKind.FEES_SEBI,
    "stamp": AccountKind.FEES_STAMP,
    "gst": AccountKind.FEES_GST,
    "dp": AccountKind.FEES_DP,
}


class JournalKind(models.TextChoices):
    """Why a journal was written; kind and reference together are unique."""

    DEPOSIT = "DEPOSIT", "Deposit"
    WITHDRAWAL = "WITHDRAWAL", "Withdrawal"
    HOLD = "HOLD", "Hold"
    RELEASE = "RELEASE", "Release of a hold"
    FILL = "FILL", "Fill"


class HoldKind(models.TextChoices):
    """What a hold sets aside."""

    CASH = "CASH", "Cash"
    SHARES = "SHARES", "Shares"


class FillSide(models.TextChoices):
    """The two directions of a booked fill, spelt as trading spells them."""

    BUY = "BUY", "Buy"
    SELL = "SELL", "Sell"

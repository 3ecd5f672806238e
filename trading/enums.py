"""The words that the trading tables keep: sides, states, origins, reasons."""

from __future__ import annotations

from django.db.models import TextChoices


class Side(TextChoices):
    """Which way the shares go."""

    BUY = "BUY", "Buy"
    SELL = "SELL", "Sell"


class OrderType(TextChoices):
    """At the market's price, or at a limit of one's own."""

    MARKET = "MARKET", "Market"
    LIMIT = "LIMIT", "Limit"


class Product(TextChoices):
    """CNC is kept as a holding; MIS is meant for the day."""

    CNC = "CNC", "Delivery (CNC)"
    MIS = "MIS", "Intraday (MIS)"


class Validity(TextChoices):
    """How long an order may work."""

    DAY = "DAY", "Day"


class ExecutionMode(TextChoices):
    """With play money or with real money; the same values as the portfolio's mode."""

    PAPER_TRADING = "PAPER_TRADING", "Paper"
    LIVE_TRADING = "LIVE_TRADING", "Live"


class TradeOrigin(TextChoices):
    """Who or what began the trade."""

    PERSON = "PERSON", "A person, through the agents"
    STRATEGY = "STRATEGY", "A deployed strategy"
    SCHEDULE = "SCHEDULE", "The schedule"
    PAPER_ORDER = "PAPER_ORDER", "A person's own order"
    SEED = "SEED", "Demonstration data"


class TradeStatus(TextChoices):
    """Where a trade stands (DESIGN §4)."""

    PENDING = "PENDING", "Pending"
    AWAITING_APPROVAL = "AWAITING_APPROVAL", "Awaiting approval"
    EXECUTED = "EXECUTED", "Executed"
    REJECTED = "REJECTED", "Rejected"
    FAILED = "FAILED", "Failed"
    CANCELLED = "CANCELLED", "Cancelled"
    EXPIRED = "EXPIRED", "Expired"


class OrderStatus(TextChoices):
    """Where an order stands (DESIGN §4)."""

    CREATED = "CREATED", "Created"
    VALIDATED = "VALIDATED", "Validated"
    RISK_CHECKED = "RISK_CHECKED", "Risk checked"
    SUBMITTED = "SUBMITTED", "Submitted"
    PENDING = "PENDING", "Open"
    PARTIALLY_FILLED = "PARTIALLY_FILLED", "Partially filled"
    FILLED = "FILLED", "Filled"
    DENIED = "DENIED", "Denied by our rules"
    REJECTED = "REJECTED", "Rejected by the broker"
    CANCELLED = "CANCELLED", "Cancelled"
    EXPIRED = "EXPIRED", "Expired"
    UNKNOWN = "UNKNOWN", "Outcome unknown, being looked up"


class ApprovalStatus(TextChoices):
    """Where a person's decision stands."""

    PENDING = "PENDING", "Waiting"
    APPROVED = "APPROVED", "Approved"
    REJECTED = "REJECTED", "Rejected"
    EXPIRED = "EXPIRED", "Expired"
    VOID = "VOID", "Void"


class PaperOrderStatus(TextChoices):
    """Where an order stands in the paper broker's own book."""

    OPEN = "OPEN", "Open"
    FILLED = "FILLED", "Filled"
    CANCELLED = "CANCELLED", "Cancelled"
    EXPIRED = "EXPIRED", "Expired"
    REJECTED = "REJECTED", "Rejected"


class HaltScope(TextChoices):
    """Whom a halt stops."""

    GLOBAL = "GLOBAL", "The whole desk"
    USER = "USER", "One person"


class StrategyStatus(TextChoices):
    """Where a strategy stands."""

    DRAFT = "DRAFT", "Draft"
    DEPLOYED = "DEPLOYED", "Deployed"
    PAUSED = "PAUSED", "Paused"


class DeploymentStatus(TextChoices):
    """Whether a deployed strategy is at work."""

    PAPER = "PAPER", "Trading on paper"
    PAUSED = "PAUSED", "Paused"


class LimitScope(TextChoices):
    """Whose limits a row of limits holds."""

    DESK = "DESK", "The whole desk"
    USER = "USER", "One person"


class DenialCode(TextChoices):
    """Why our own rules denied an order; docs/denial-codes.md is generated from this list."""

    FREE_CASH = "FREE_CASH", "Not enough free cash"
    FREE_SHARES = "FREE_SHARES", "Not enough free shares"
    POSITION_SIZE = "POSITION_SIZE", "The position would be too large a part of the portfolio"
    ORDER_VALUE = "ORDER_VALUE", "The order is worth more than the limit"
    DAILY_LOSS = "DAILY_LOSS", "The day's loss has reached the limit"
    DUPLICATE_ORDER = "DUPLICATE_ORDER", "The same order was asked for moments ago"
    STALE_QUOTE = "STALE_QUOTE", "There is no fresh price"
    PRICE_BAND = "PRICE_BAND", "The price is outside the day's band"
    TICK_AND_LOT = "TICK_AND_LOT", "The price or quantity breaks the exchange's steps"
    MARKET_CLOSED = "MARKET_CLOSED", "The market is closed"
    USER_SUSPENDED = "USER_SUSPENDED", "The user may not trade"
    HALTED = "HALTED", "Trading is halted"
    SECTOR_NOT_ALLOWED = "SECTOR_NOT_ALLOWED", "The sector is not among the allowed ones"
    LIVE_MODE_OFF = "LIVE_MODE_OFF", "Live trading is not enabled"
    HIGH_VALUE = "HIGH_VALUE", "High-value trades are switched off"
    INTRADAY_CUT_OFF = "INTRADAY_CUT_OFF", "Too late in the day to open an intraday position"


class ApprovalCode(TextChoices):
    """Why a person must decide; docs/denial-codes.md lists them, too."""

    VALUE_THRESHOLD = "VALUE_THRESHOLD", "Worth more than the approval threshold"
    ADVICE_DISAGREES = "ADVICE_DISAGREES", "The advice is not the asked side"
    ADVICE_ABSTAINED = "ADVICE_ABSTAINED", "There is no advice"
    CONFIDENCE_BELOW_THRESHOLD = "CONFIDENCE_BELOW_THRESHOLD", "The confidence is below the person's threshold"
    MANUAL_TRADING_MODE = "MANUAL_TRADING_MODE", "The person decides on every trade of a strategy"

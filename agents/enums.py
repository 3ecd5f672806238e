"""Names that the agents store: states of runs and steps, the agents, what advice may say and why it abstains."""

from __future__ import annotations

from django.db.models import TextChoices


class RunStatus(TextChoices):
    """Where a run of the pipeline stands."""

    PENDING = "PENDING", "Queued"
    RUNNING = "RUNNING", "Working"
    WAITING_APPROVAL = "WAITING_APPROVAL", "Waiting for approval"
    WAITING_FILL = "WAITING_FILL", "Waiting for the order"
    DONE = "DONE", "Done"
    FAILED = "FAILED", "Failed"


class StepStatus(TextChoices):
    """Where one agent's step stands."""

    PENDING = "PENDING", "Not started"
    RUNNING = "RUNNING", "Working"
    DONE = "DONE", "Done"
    WAITING = "WAITING", "Waiting"
    SKIPPED = "SKIPPED", "Not needed"
    FAILED = "FAILED", "Failed"


class AgentName(TextChoices):
    """The seven agents, in the order in which they work."""

    USER_PROFILE = "user_profile", "User profile"
    MARKET_DATA = "market_data", "Market data"
    STRATEGY = "strategy", "Strategy"
    TRADE_DECISION = "trade_decision", "Trade decision"
    RISK_MANAGEMENT = "risk_management", "Risk management"
    EXECUTION = "execution", "Execution"
    REPORTING = "reporting", "Reporting"


class Action(TextChoices):
    """What advice may say. ABSTAIN is no opinion; HOLD is the opinion that nothing should be done."""

    BUY = "BUY", "Buy"
    SELL = "SELL", "Sell"
    HOLD = "HOLD", "Hold"
    ABSTAIN = "ABSTAIN", "Abstain"


class AbstainCode(TextChoices):
    """Why there is no opinion."""

    MODEL_LATE = "MODEL_LATE", "The model did not answer in time"
    MODEL_THROTTLED = "MODEL_THROTTLED", "The model's host asked us to slow down"
    MODEL_FAILED = "MODEL_FAILED", "The model's host answered with an error"
    MODEL_UNREACHABLE = "MODEL_UNREACHABLE", "The model's host cannot be reached"
    MODEL_UNREADABLE = "MODEL_UNREADABLE", "The model's answer breaks the agreed form"
    MODEL_OVERSIZED = "MODEL_OVERSIZED", "The model's answer is too long"
    MODEL_OTHER_SYMBOL = "MODEL_OTHER_SYMBOL", "The model answered about another symbol"
    MODEL_ABSTAINED = "MODEL_ABSTAINED", "The model has no opinion"
    NO_EVIDENCE = "NO_EVIDENCE", "There is not enough market data to judge"

"""The choices that accounts stores."""

from __future__ import annotations

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person is on the desk; one each."""

    SUPERADMIN = "SUPERADMIN", "Superadmin"
    BUSINESS_OWNER = "BUSINESS_OWNER", "Business owner"
    TRADER = "TRADER", "Trader"
    AUDITOR = "AUDITOR", "Auditor"


class UserState(TextChoices):
    """Whether a person may sign in; only ACTIVE may."""

    INACTIVE = "INACTIVE", "Inactive (e-mail not verified)"
    ACTIVE = "ACTIVE", "Active"
    SUSPENDED = "SUSPENDED", "Suspended"
    DEACTIVATED = "DEACTIVATED", "Deactivated"


class RiskTolerance(TextChoices):
    """How much risk a person wants the agents to propose."""

    CONSERVATIVE = "CONSERVATIVE", "Conservative"
    MODERATE = "MODERATE", "Moderate"
    AGGRESSIVE = "AGGRESSIVE", "Aggressive"


class TradingMode(TextChoices):
    """Whether trades within the thresholds run by themselves or always wait for a person."""

    AUTO = "AUTO", "Automatic within my thresholds"
    MANUAL = "MANUAL", "Every trade waits for approval"


class Theme(TextChoices):
    """The look of the pages."""

    SYSTEM = "SYSTEM", "As the device"
    LIGHT = "LIGHT", "Light"
    DARK = "DARK", "Dark"


class ApiKeyScope(TextChoices):
    """What a program with this key may do."""

    READ = "READ", "Read only"
    TRADE = "TRADE", "Read and trade"


class SessionKind(TextChoices):
    """How a person is signed in."""

    BROWSER = "BROWSER", "Browser"
    TOKEN = "TOKEN", "API token"


class SessionEnd(TextChoices):
    """Why a session has ended."""

    SIGNED_OUT = "SIGNED_OUT", "Signed out"
    IDLE = "IDLE", "Idle for too long"
    ENDED_BY_PERSON = "ENDED_BY_PERSON", "Ended from the list of sessions"
    PASSWORD_CHANGED = "PASSWORD_CHANGED", "Password changed"
    ROLE_CHANGED = "ROLE_CHANGED", "Role changed"
    STATE_CHANGED = "STATE_CHANGED", "Account suspended or deactivated"
    TOKEN_REUSED = "TOKEN_REUSED", "A refresh token was used twice"


class NotificationKind(TextChoices):
    """What a notice is about."""

    WELCOME = "WELCOME", "Welcome"
    APPROVAL = "APPROVAL", "Approval"
    TRADE = "TRADE", "Trade"
    RISK = "RISK", "Risk"
    SECURITY = "SECURITY", "Security"
    SYSTEM = "SYSTEM", "System"

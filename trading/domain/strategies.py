"""Strategies and deployments as frozen facts, and the limits of what may be set up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from stocksteward.core.errors import BadInput
from stocksteward.core.money import SMALLEST_UNIT, ZERO
from trading.enums import DeploymentStatus, StrategyStatus

NAME_LENGTH_MAX = 80
SYMBOLS_MAX = 20
QUANTITY_MAX = 1_000_000
VALUE_INR_MAX = Decimal(100_000_000)
PERIOD_SECONDS_MIN = 60
PERIOD_SECONDS_MAX = 604_800
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class DeploymentFacts:
    """A strategy at work in one portfolio; ``quantity_max`` shares and ``value_inr_max`` rupees limit one trade."""

    id: int
    strategy_id: int
    strategy_name: str
    rule: str
    parameters: dict[str, int]
    user_id: int  # the owner of strategy and portfolio, for whom it trades
    portfolio_id: int
    symbols: tuple[str, ...]
    quantity_max: int
    value_inr_max: Decimal
    period_seconds: int
    status: DeploymentStatus
    deployed_at: datetime


@dataclass(frozen=True, slots=True)
class StrategyFacts:
    """One strategy and where it is deployed."""

    id: int
    owner_id: int
    name: str
    rule: str
    rule_title: str
    parameters: dict[str, int]
    symbols: tuple[str, ...]
    mode: str
    created_at: datetime
    deployments: tuple[DeploymentFacts, ...]

    @property
    def status(self) -> StrategyStatus:
        """A draft until it is deployed; paused when every deployment is."""
        if not self.deployments:
            return StrategyStatus.DRAFT
        works = any(deployment.status == DeploymentStatus.PAPER for deployment in self.deployments)
        return StrategyStatus.DEPLOYED if works else StrategyStatus.PAUSED


@dataclass(frozen=True, slots=True)
class DeploymentLimits:
    """What one trade of a deployment may be at most, and how often it decides."""

    quantity_max: int
    value_inr_max: Decimal
    period_seconds: int = DAY_SECONDS


def checked_name(name: str) -> str:
    """Return the name without surrounding space.

    :raises BadInput: if it is empty or too long.
    """
    text = name.strip()
    if not text:
        raise BadInput("name", "Give the strategy a name.")
    if len(text) > NAME_LENGTH_MAX:
        raise BadInput("name", f"At most {NAME_LENGTH_MAX} characters.")
    return text


def checked_symbols(symbols: Sequence[str]) -> tuple[str, ...]:
    """Return the symbols in upper case, each once, in their order. Whether they exist is for the caller to see.

    :raises BadInput: if there are none, too many, or one is no text.
    """
    if isinstance(symbols, str) or not all(isinstance(symbol, str) for symbol in symbols):
        raise BadInput("symbols", "Give a list of symbols, such as RELIANCE.")
    unique = tuple(dict.fromkeys(symbol.strip().upper() for symbol in symbols if symbol.strip()))
    if not unique:
        raise BadInput("symbols", "Give at least one symbol.")
    if len(unique) > SYMBOLS_MAX:
        raise BadInput("symbols", f"At most {SYMBOLS_MAX} symbols.")
    return unique


def check_deployment_limits(limits: DeploymentLimits) -> None:
    """Let limits pass that a deployment can have.

    :raises BadInput: naming the field that is out of range.
    """
    if not 1 <= limits.quantity_max <= QUANTITY_MAX:
        raise BadInput("quantity_max", f"The quantity must be from 1 to {QUANTITY_MAX} shares.")
    value = limits.value_inr_max
    if not value.is_finite() or not ZERO < value <= VALUE_INR_MAX or value != value.quantize(SMALLEST_UNIT):
        raise BadInput("value_inr_max", f"The value must be above 0 and at most {VALUE_INR_MAX:f} rupees, with at most four places.")
    if not PERIOD_SECONDS_MIN <= limits.period_seconds <= PERIOD_SECONDS_MAX:
        raise BadInput("period_seconds", f"The period must be from {PERIOD_SECONDS_MIN} to {PERIOD_SECONDS_MAX} seconds.")

"""What the risk gate answers: every reason against the order, every reason to ask a person, and how near the limits it comes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trading.enums import DenialCode
    from trading.risk.context import Estimate


@dataclass(frozen=True, slots=True)
class Denial:
    """One reason why our rules deny the order. ``limit`` and ``actual`` are text, ready for JSON; empty where there is no figure."""

    code: DenialCode
    message: str
    limit: str = ""
    actual: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalReason:
    """One reason why a person has to approve the order first."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class RiskVerdict:
    """The answer of the gate. Denied if there is any denial; else to be approved if there is any reason for it; else allowed."""

    denials: tuple[Denial, ...]
    approvals_needed: tuple[ApprovalReason, ...]
    score: Decimal  # 0..1, the highest use of any limit; 1 when denied
    estimate: Estimate

    @property
    def is_denied(self) -> bool:
        """Whether any rule denies it."""
        return bool(self.denials)

    @property
    def is_allowed(self) -> bool:
        """Whether it may go ahead without anyone being asked."""
        return not self.denials and not self.approvals_needed

"""RiskManagement: the verdict of the risk gate and the reasons from the advice, joined into one outcome."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from agents.domain.advice import Reason

ALLOW = "ALLOW"
NEEDS_APPROVAL = "NEEDS_APPROVAL"
DENY = "DENY"


@dataclass(frozen=True, slots=True)
class RiskManagementInput:
    """What the gate found, and why the advice asks for a person."""

    denials: tuple[Reason, ...]
    gate_approvals: tuple[Reason, ...]
    advice_approvals: tuple[Reason, ...]
    score: Decimal
    price: Decimal | None
    value: Decimal | None
    required_cash: Decimal | None


@dataclass(frozen=True, slots=True)
class RiskOutcome:
    """ALLOW, NEEDS_APPROVAL or DENY, with every reason."""

    outcome: str
    denials: tuple[Reason, ...]
    approval_reasons: tuple[Reason, ...]
    score: Decimal
    price: Decimal | None
    value: Decimal | None
    required_cash: Decimal | None
    summary: str


def manage_risk(given: RiskManagementInput) -> RiskOutcome:
    """Return the outcome: any denial denies, else any reason for approval asks a person, else the trade may go on."""
    approval_reasons = given.advice_approvals + given.gate_approvals
    if given.denials:
        outcome, summary = DENY, " ".join(denial.message for denial in given.denials)
    elif approval_reasons:
        outcome, summary = NEEDS_APPROVAL, " ".join(reason.message for reason in approval_reasons)
    else:
        outcome, summary = ALLOW, "Within every limit."
    return RiskOutcome(
        outcome=outcome,
        denials=given.denials,
        approval_reasons=approval_reasons,
        score=given.score,
        price=given.price,
        value=given.value,
        required_cash=given.required_cash,
        summary=summary,
    )

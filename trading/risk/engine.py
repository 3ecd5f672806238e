"""Runs every rule over one context and collects every reason; no rule can hide what another found."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal

from stocksteward.core.money import ZERO
from trading.risk import approvals
from trading.risk.context import RiskContext
from trading.risk.registry import RULES, Rule
from trading.risk.verdict import RiskVerdict

SCORE_STEP = Decimal("0.0001")
APPROVAL_RULES = (approvals.value_threshold,)


def evaluate(context: RiskContext, *, rules: Mapping[str, Rule] = RULES) -> RiskVerdict:
    """Return the verdict: all denials, all reasons to ask a person, and the highest use of any limit as the score."""
    findings = [rule(context) for rule in rules.values()]
    reasons = [reason for rule in APPROVAL_RULES if (reason := rule(context)) is not None]
    highest_use = max((finding.use for finding in findings), default=ZERO)
    return RiskVerdict(
        denials=tuple(denial for finding in findings for denial in finding.denials),
        approvals_needed=tuple(reasons),
        score=highest_use.quantize(SCORE_STEP, ROUND_CEILING),
        estimate=context.estimate,
    )

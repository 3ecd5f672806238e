"""The orchestrator: which agent works next, on what, and what its answer means for the run. It stores nothing and reads no table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from agents.domain import frozen_json
from agents.domain.advice import Reason
from agents.domain.evidence import Evidence
from agents.domain.sizing import SizingFacts
from agents.domain.wish import Wish
from agents.enums import AgentName, RunStatus, StepStatus
from agents.llm.base import LanguageModel
from agents.pipeline.execution import ApprovalMissing, Execution, ExecutionInput, execute
from agents.pipeline.market_data import MarketData, MarketDataInput, collect_market_data
from agents.pipeline.reporting import Report, ReportingInput, report_outcome
from agents.pipeline.risk_management import DENY, NEEDS_APPROVAL, RiskManagementInput, RiskOutcome, manage_risk
from agents.pipeline.strategy import StrategyInput, StrategyOpinion, strategist
from agents.pipeline.trade_decision import TradeDecision, TradeDecisionInput, decide_trade
from agents.pipeline.user_profile import UserProfile, UserProfileInput, profile_user
from market.domain.bars import Bar

OUTPUTS: dict[AgentName, type[Any]] = {
    AgentName.USER_PROFILE: UserProfile,
    AgentName.MARKET_DATA: MarketData,
    AgentName.STRATEGY: StrategyOpinion,
    AgentName.TRADE_DECISION: TradeDecision,
    AgentName.RISK_MANAGEMENT: RiskOutcome,
    AgentName.EXECUTION: Execution,
    AgentName.REPORTING: Report,
}


@dataclass(frozen=True, slots=True)
class Agents:
    """The seven agents: each a function from its frozen input to its frozen output."""

    user_profile: Callable[[UserProfileInput], UserProfile]
    market_data: Callable[[MarketDataInput], MarketData]
    strategy: Callable[[StrategyInput], StrategyOpinion]
    trade_decision: Callable[[TradeDecisionInput], TradeDecision]
    risk_management: Callable[[RiskManagementInput], RiskOutcome]
    execution: Callable[[ExecutionInput], Execution]
    reporting: Callable[[ReportingInput], Report]


def usual_agents(*, model: LanguageModel | None) -> Agents:
    """Return the desk's seven agents, with this language model or none."""
    return Agents(profile_user, collect_market_data, strategist(model), decide_trade, manage_risk, execute, report_outcome)


@dataclass(frozen=True, slots=True)
class TradeState:
    """How the run's trade stands at this moment."""

    trade_id: int
    status: str
    is_finished: bool
    is_approved: bool
    side: str
    quantity: int
    filled_quantity: int
    average_price: Decimal | None
    rejection_reason: str


class Desk(Protocol):
    """What the agents are given and what follows from their answers; the services stand behind it."""

    def profile_facts(self) -> UserProfileInput:
        """Return the person and the portfolio."""

    def market_facts(self) -> MarketDataInput:
        """Return quote, indicators and bars as evidence."""

    def bars_for_rule(self) -> tuple[Bar, ...]:
        """Return the daily bars that a deployed rule decides from."""

    def sizing_facts(self, *, evidence: Evidence, side: str) -> SizingFacts:
        """Return limits and books for the size of a strategy's order."""

    def open_trade(self, decision: TradeDecision) -> None:
        """Make the trade that a strategy has decided; a second call finds the first one's."""

    def trade_state(self) -> TradeState | None:
        """Return how the trade stands, None if there is none."""

    def has_order(self) -> bool:
        """Say whether an order of the trade was placed."""

    def risk_facts(self, decision: TradeDecision) -> RiskManagementInput:
        """Ask the risk gate."""

    def deny(self, outcome: RiskOutcome) -> None:
        """Close the trade as rejected with every reason; a second call changes nothing."""

    def ask_for_approval(self, reasons: tuple[Reason, ...]) -> None:
        """Ask a person; a second call finds the first one's question."""


@dataclass(frozen=True, slots=True)
class Work:
    """One run in hand: its wish, the answers so far, the desk and the agents."""

    wish: Wish
    desk: Desk
    agents: Agents
    at: datetime
    outputs: dict[AgentName, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepResult:
    """What came of one step; ``parks_as`` says that the run waits and the step is still to do."""

    status: StepStatus
    output: Any = None
    input_hash: str = ""
    parks_as: RunStatus | None = None
    skips: tuple[AgentName, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Why a step was not needed, what it waits for or how it failed."""

    summary: str
    code: str = ""


def run_step(agent: AgentName, work: Work) -> StepResult:
    """Let one agent work and return what came of it."""
    return _STEPS[agent](work)


def read_output(agent: AgentName, data: Any) -> Any:
    """Return the stored output of a DONE step as the agent gave it."""
    return frozen_json.from_json(OUTPUTS[agent], data)


def _done(given: Any, output: Any, *, skips: tuple[AgentName, ...] = ()) -> StepResult:
    return StepResult(StepStatus.DONE, output, frozen_json.fingerprint(given), skips=skips)


def _user_profile(work: Work) -> StepResult:
    given = work.desk.profile_facts()
    return _done(given, work.agents.user_profile(given))


def _market_data(work: Work) -> StepResult:
    given = work.desk.market_facts()
    return _done(given, work.agents.market_data(given))


def _strategy(work: Work) -> StepResult:
    bars = () if work.wish.rule is None else work.desk.bars_for_rule()
    given = StrategyInput(evidence=work.outputs[AgentName.MARKET_DATA].evidence, rule=work.wish.rule, bars=bars)
    return _done(given, work.agents.strategy(given))


def _trade_decision(work: Work) -> StepResult:
    advice = work.outputs[AgentName.STRATEGY].advice
    sizing = None
    if not work.wish.is_asked_by_a_person and advice.action in {"BUY", "SELL"}:
        sizing = work.desk.sizing_facts(evidence=work.outputs[AgentName.MARKET_DATA].evidence, side=advice.action)
    given = TradeDecisionInput(wish=work.wish, profile=work.outputs[AgentName.USER_PROFILE], advice=advice, sizing=sizing)
    decision = work.agents.trade_decision(given)
    skips = (AgentName.RISK_MANAGEMENT, AgentName.EXECUTION) if decision.side is None else ()
    return _done(given, decision, skips=skips)


def _risk_management(work: Work) -> StepResult:
    decision: TradeDecision = work.outputs[AgentName.TRADE_DECISION]
    # The decision is stored by now, so a repetition after a crash opens the very same trade.
    work.desk.open_trade(decision)
    given = work.desk.risk_facts(decision)
    return _done(given, work.agents.risk_management(given))


def _execution(work: Work) -> StepResult:
    outcome: RiskOutcome = work.outputs[AgentName.RISK_MANAGEMENT]
    state = work.desk.trade_state()
    # An order that is there already was placed by this very step before a crash: the agent finds it, and the step says so.
    if state is not None and state.is_finished and work.desk.has_order():
        return _execute(work, state=state)
    if state is None or state.is_finished:
        return StepResult(StepStatus.SKIPPED, Note("The trade was closed before an order was placed."))
    if outcome.outcome == DENY:
        work.desk.deny(outcome)
        return StepResult(StepStatus.SKIPPED, Note("Denied by the risk gate: no order was placed."))
    if outcome.outcome == NEEDS_APPROVAL and not state.is_approved:
        return _wait_for_approval(work, outcome.approval_reasons)
    try:
        return _execute(work, state=state)
    except ApprovalMissing as missing:
        return _wait_for_approval(work, missing.reasons or outcome.approval_reasons)


def _execute(work: Work, *, state: TradeState) -> StepResult:
    given = ExecutionInput(trade_id=state.trade_id, is_approved=state.is_approved, at=work.at)
    return _done(given, work.agents.execution(given))


def _wait_for_approval(work: Work, reasons: tuple[Reason, ...]) -> StepResult:
    work.desk.ask_for_approval(reasons)
    words = " ".join(reason.message for reason in reasons)
    return StepResult(StepStatus.WAITING, Note(words), parks_as=RunStatus.WAITING_APPROVAL)


def _reporting(work: Work) -> StepResult:
    state = work.desk.trade_state()
    if state is not None and not state.is_finished:
        return StepResult(StepStatus.WAITING, Note("The order is working."), parks_as=RunStatus.WAITING_FILL)
    decision: TradeDecision | None = work.outputs.get(AgentName.TRADE_DECISION)
    opinion: StrategyOpinion | None = work.outputs.get(AgentName.STRATEGY)
    given = ReportingInput(
        wish=work.wish,
        trade_status="" if state is None else state.status,
        side=None if state is None else state.side,
        quantity=0 if state is None else state.quantity,
        filled_quantity=0 if state is None else state.filled_quantity,
        average_price=None if state is None else state.average_price,
        rejection_reason="" if state is None else state.rejection_reason,
        decision_summary="" if decision is None else decision.summary,
        advice_summary="" if opinion is None else opinion.summary,
    )
    return _done(given, work.agents.reporting(given))


_STEPS: Mapping[AgentName, Callable[[Work], StepResult]] = {
    AgentName.USER_PROFILE: _user_profile,
    AgentName.MARKET_DATA: _market_data,
    AgentName.STRATEGY: _strategy,
    AgentName.TRADE_DECISION: _trade_decision,
    AgentName.RISK_MANAGEMENT: _risk_management,
    AgentName.EXECUTION: _execution,
    AgentName.REPORTING: _reporting,
}

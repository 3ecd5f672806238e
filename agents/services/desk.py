"""What stands behind the orchestrator's desk: facts from the lower apps, and the verbs that follow from the agents' answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from accounts.selectors.users import get_user_facts
from agents.domain.advice import Reason
from agents.domain.evidence import LATEST_CLOSES_MAX, Evidence
from agents.domain.sizing import SizingFacts
from agents.domain.wish import Wish
from agents.models.run import AgentRun
from agents.pipeline.market_data import MarketDataInput, freeze_evidence
from agents.pipeline.orchestrator import TradeState
from agents.pipeline.risk_management import RiskManagementInput, RiskOutcome
from agents.pipeline.trade_decision import TradeDecision
from agents.pipeline.user_profile import UserProfileInput
from agents.services import leases
from market.domain.bars import Bar
from market.domain.instruments import InstrumentFacts
from market.enums import BarInterval
from market.selectors.bars import list_bars
from market.selectors.indicators import get_indicators
from market.selectors.instruments import get_instrument_by_id
from market.selectors.quotes import get_quote
from portfolio.selectors.balances import get_balances
from portfolio.selectors.holdings import get_holding
from portfolio.selectors.portfolios import get_portfolio
from portfolio.selectors.valuation import value_portfolio
from stocksteward.core.errors import Conflict
from trading.domain.facts import TradeFacts
from trading.domain.order_terms import OrderTerms
from trading.enums import ApprovalStatus, OrderType, Product, Side, TradeOrigin, TradeStatus, Validity
from trading.risk.verdict import ApprovalReason
from trading.selectors.approvals import find_approval_of_trade
from trading.selectors.limits import get_limits
from trading.selectors.orders import find_order_of_trade
from trading.selectors.strategies import find_running_deployment
from trading.selectors.trades import get_trade
from trading.services import approvals, risk, trades

RULE_BARS_MAX = 450
DENIED_CODE = "RISK_DENIED"


class DeploymentPaused(Conflict):
    """The strategy was paused while its run was under way; nothing is traded and nobody has to act."""

    code = "deployment_paused"


def terms_of(wish: Wish, *, side: str, quantity: int) -> OrderTerms:
    """Return the wish as the order service's terms."""
    return OrderTerms(
        instrument_id=wish.instrument_id,
        side=Side(side),
        quantity=quantity,
        order_type=OrderType(wish.order_type),
        limit_price=wish.limit_price,
        product=Product(wish.product),
        validity=Validity(wish.validity),
        symbol=wish.symbol,
    )


@dataclass
class RunDesk:
    """The desk of one run in hand, at one moment."""

    run: AgentRun
    wish: Wish
    at: datetime

    @cached_property
    def instrument(self) -> InstrumentFacts:
        """The instrument of the wish."""
        return get_instrument_by_id(instrument_id=self.wish.instrument_id)

    def profile_facts(self) -> UserProfileInput:
        """Return the person and the portfolio."""
        user = get_user_facts(user_id=self.wish.user_id)
        portfolio = get_portfolio(portfolio_id=self.wish.portfolio_id)
        return UserProfileInput(
            user_id=user.id,
            role=user.role,
            state=user.state,
            trading_suspended=user.trading_suspended,
            risk_tolerance=user.risk_tolerance,
            trading_mode=user.trading_mode,
            allowed_sectors=user.allowed_sectors,
            approval_threshold=user.approval_threshold,
            confidence_threshold=user.confidence_threshold,
            portfolio_id=portfolio.id,
            portfolio_name=portfolio.name,
            portfolio_mode=str(portfolio.mode),
            free_cash=get_balances(portfolio_id=portfolio.id).free_cash,
        )

    def market_facts(self) -> MarketDataInput:
        """Return quote, indicators and latest closes as evidence."""
        evidence = freeze_evidence(
            instrument=self.instrument,
            quote=get_quote(instrument_id=self.wish.instrument_id, at=self.at),
            indicators=get_indicators(instrument=self.instrument, at=self.at),
            bars=list_bars(instrument=self.instrument, interval=BarInterval.DAY, limit=LATEST_CLOSES_MAX),
        )
        return MarketDataInput(evidence=evidence)

    def bars_for_rule(self) -> tuple[Bar, ...]:
        """Return the daily bars that a deployed rule decides from."""
        return tuple(list_bars(instrument=self.instrument, interval=BarInterval.DAY, limit=RULE_BARS_MAX))

    def sizing_facts(self, *, evidence: Evidence, side: str) -> SizingFacts:
        """Return limits and books for the size of a strategy's order."""
        if self.wish.rule is None:
            raise ValueError("only a strategy's trade is sized")
        limits = get_limits(user_id=self.wish.user_id)
        balances = get_balances(portfolio_id=self.wish.portfolio_id)
        holding = get_holding(portfolio_id=self.wish.portfolio_id, instrument_id=self.wish.instrument_id)
        total = value_portfolio(portfolio_id=self.wish.portfolio_id, at=self.at).total
        side_price = evidence.ask if side == Side.BUY else evidence.bid
        return SizingFacts(
            price=side_price or evidence.last,
            lot_size=self.instrument.lot_size,
            freeze_quantity=self.instrument.freeze_quantity,
            free_cash=balances.free_cash,
            free_shares=holding.free_quantity,
            owned_shares=holding.quantity,
            # Without a price for some holding the total is not known: what is certain is the cash.
            portfolio_value=balances.total_cash if total is None else total,
            position_size_fraction_max=limits.position_size_fraction_max,
            order_value_max=limits.order_value_inr_max,
            strategy_value_max=self.wish.rule.value_inr_max,
            strategy_quantity_max=self.wish.rule.quantity_max,
            risk_tolerance=get_user_facts(user_id=self.wish.user_id).risk_tolerance,
        )

    def open_trade(self, decision: TradeDecision) -> None:
        """Make the trade that a strategy has decided; a second call finds the first one's."""
        if self.run.trade_id is not None or self.wish.rule is None:
            return
        if find_running_deployment(deployment_id=self.wish.rule.deployment_id) is None:
            raise DeploymentPaused(f"The strategy {self.wish.rule.strategy_name} was paused before it traded.")
        trade = trades.request_trade(
            user_id=self.wish.user_id,
            portfolio_id=self.wish.portfolio_id,
            terms=self._terms(decision),
            client_order_id=self.wish.client_order_id,
            origin=TradeOrigin(self.wish.origin),
            decision_logic=decision.summary,
            run_id=str(self.run.pk),
            at=self.at,
        )
        leases.link_trade(run=self.run, trade_id=trade.id)

    def trade_state(self) -> TradeState | None:
        """Return how the trade stands, None if there is none."""
        if self.run.trade_id is None:
            return None
        trade = get_trade(trade_id=self.run.trade_id)
        return TradeState(
            trade_id=trade.id,
            status=trade.status.value,
            is_finished=trade.is_finished,
            is_approved=_is_approved(trade),
            side=trade.side.value,
            quantity=trade.quantity,
            filled_quantity=trade.filled_quantity,
            average_price=trade.average_price,
            rejection_reason=trade.rejection_reason,
        )

    def has_order(self) -> bool:
        """Say whether an order of the trade was placed."""
        return self.run.trade_id is not None and find_order_of_trade(trade_id=self.run.trade_id) is not None

    def risk_facts(self, decision: TradeDecision) -> RiskManagementInput:
        """Ask the risk gate, which keeps its verdict with the trade."""
        verdict = risk.assess(
            user_id=self.wish.user_id,
            portfolio_id=self.wish.portfolio_id,
            terms=self._terms(decision),
            at=self.at,
            trade_id=self.run.trade_id,
            client_order_id=self.wish.client_order_id,
        )
        return RiskManagementInput(
            denials=_reasons(verdict.denials),
            gate_approvals=_reasons(verdict.approvals_needed),
            advice_approvals=decision.approval_reasons,
            score=verdict.score,
            price=verdict.estimate.price,
            value=verdict.estimate.value,
            required_cash=verdict.estimate.required_cash,
        )

    def deny(self, outcome: RiskOutcome) -> None:
        """Close the trade as rejected with every reason; a second call changes nothing."""
        code = outcome.denials[0].code if len(outcome.denials) == 1 else DENIED_CODE
        self.reject(code=code, reason=outcome.summary)

    def reject(self, *, code: str, reason: str) -> None:
        """Close the trade as rejected unless it has an order or an outcome."""
        if self.run.trade_id is not None:
            trades.reject_trade(trade_id=self.run.trade_id, code=code[:40], reason=reason, at=self.at)

    def ask_for_approval(self, reasons: tuple[Reason, ...]) -> None:
        """Ask a person; a second call finds the first one's question."""
        if self.run.trade_id is None:
            raise ValueError("there is no trade to approve")
        asked = [ApprovalReason(code=reason.code, message=reason.message) for reason in reasons]
        last = get_quote(instrument_id=self.wish.instrument_id, at=self.at).last
        approvals.ask(trade_id=self.run.trade_id, reasons=asked, quote_price=last, at=self.at)

    def _terms(self, decision: TradeDecision) -> OrderTerms:
        if decision.side is None:
            raise ValueError("there is nothing to trade")
        return terms_of(self.wish, side=decision.side, quantity=decision.quantity)


def _is_approved(trade: TradeFacts) -> bool:
    if trade.status != TradeStatus.PENDING:
        return False
    approval = find_approval_of_trade(trade_id=trade.id)
    return approval is not None and approval.status == ApprovalStatus.APPROVED


def _reasons(found: Iterable[Any]) -> tuple[Reason, ...]:
    return tuple(Reason(code=str(one.code), message=one.message) for one in found)

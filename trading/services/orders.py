"""Making an order of a trade: gate again, set aside what it may cost, write it down; only then may it be sent."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.domain.policy import Action
from accounts.selectors import access
from accounts.services import audit
from market.domain.quotes import unavailable
from market.selectors.market_clock import market_now
from portfolio.services import holds
from portfolio.services.ledger import InsufficientCash, InsufficientShares
from stocksteward.core.clock import ist_date
from stocksteward.core.errors import Conflict, StewardError
from trading.domain.facts import OrderFacts
from trading.domain.order_terms import OrderTerms
from trading.enums import ApprovalStatus, DenialCode, ExecutionMode, OrderStatus, OrderType, Product, Side, TradeStatus, Validity
from trading.models.approval import Approval
from trading.models.order import Order
from trading.models.trade import Trade
from trading.risk.verdict import ApprovalReason, RiskVerdict
from trading.selectors.facts import facts_of_order
from trading.selectors.orders import get_order_for
from trading.services import execution, lifecycle, pricing, risk
from trading.services.acting import acting_for
from trading.services.approval_guards import ApprovalVoid, check_consumable, check_drift
from trading.services.settlement import lock_trade, settle_trade

if TYPE_CHECKING:
    from market.domain.instruments import InstrumentFacts
    from market.domain.quotes import QuoteFacts

_TAG_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
BROKER_OF_MODE = {ExecutionMode.PAPER_TRADING: "paper"}


class TradeNotPlaceable(Conflict):
    """The trade has an outcome, or waits for a person; nobody has to act."""

    code = "trade_not_placeable"


class ApprovalNeeded(Conflict):
    """A person has to approve first; ``reasons`` say why. Whoever asked puts the question to them."""

    code = "approval_needed"

    def __init__(self, reasons: tuple[ApprovalReason, ...]) -> None:
        super().__init__("A person has to approve this trade first.", reasons=[str(reason.code) for reason in reasons])
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Preview:
    """What an order would cost and whether it would be let through; nothing is stored."""

    price: Decimal | None
    value: Decimal | None
    charges: dict[str, Decimal] | None
    required_cash: Decimal | None
    is_allowed: bool
    needs_approval: bool
    score: Decimal
    reasons: tuple[tuple[str, str], ...]  # code and sentence of each denial, then of each reason to ask


@dataclass(frozen=True, slots=True)
class _Refusal:
    code: str
    message: str


def new_tag() -> str:
    """Return a fresh name for the broker's book: SS and 90 random bits, never derived from an id."""
    return "SS" + "".join(secrets.choice(_TAG_LETTERS) for _ in range(18))


def terms_of(trade: Trade) -> OrderTerms:
    """Return what the trade asks for."""
    return OrderTerms(
        instrument_id=trade.instrument_id,
        side=Side(trade.side),
        quantity=trade.quantity,
        order_type=OrderType(trade.order_type),
        limit_price=trade.limit_price,
        product=Product(trade.product),
        validity=Validity(trade.validity),
        symbol=trade.instrument.symbol,
    )


def preview(*, user_id: int, portfolio_id: int, terms: OrderTerms, at: datetime) -> Preview:
    """Say what the order would cost and what every rule says to it."""
    verdict = risk.assess(user_id=user_id, portfolio_id=portfolio_id, terms=terms, at=at)
    found = verdict.estimate
    reasons = [(str(denial.code), denial.message) for denial in verdict.denials]
    reasons += [(str(reason.code), reason.message) for reason in verdict.approvals_needed]
    return Preview(
        price=found.price,
        value=found.value,
        charges=None if found.charges is None else risk.charges_with_total(found.charges),
        required_cash=found.required_cash,
        is_allowed=not verdict.is_denied,
        needs_approval=bool(verdict.approvals_needed),
        score=verdict.score,
        reasons=tuple(reasons),
    )


@transaction.atomic
def place_order(*, trade_id: int, at: datetime, approved: bool = False) -> OrderFacts:
    """Write the order of a PENDING trade down, RISK_CHECKED with its hold, or DENIED with all reasons; once per trade.

    The caller commits and then calls ``execution.send_order``; if it cannot, the sweep does.

    :raises TradeNotPlaceable: if the trade is not PENDING.
    :raises ApprovalNeeded: if a person has to decide first, or ``approved`` is claimed and no approval is good.
    """
    trade = lock_trade(trade_id=trade_id)
    existing = Order.objects.select_related("instrument").filter(trade=trade, position=1).first()
    if existing is not None:
        return facts_of_order(existing)
    if trade.status != TradeStatus.PENDING:
        raise TradeNotPlaceable(f"The trade is {trade.status}.", status=trade.status)
    with acting_for(trade.user_id), audit.together():
        return facts_of_order(_place(trade=trade, at=at, approved=approved))


def _place(*, trade: Trade, at: datetime, approved: bool) -> Order:
    terms = terms_of(trade)
    context, verdict = risk.judge(
        user_id=trade.user_id,
        portfolio_id=trade.portfolio_id,
        terms=terms,
        at=at,
        trade_id=trade.pk,
        client_order_id=trade.client_order_id,
    )
    refusal = _refusal_of(trade=trade, verdict=verdict)
    if refusal is not None:
        return _deny(trade=trade, refusal=refusal, at=at)
    approval = (
        Approval.objects.select_for_update(no_key=True)
        .filter(trade=trade, status=ApprovalStatus.APPROVED, consumed_by__isnull=True)
        .first()
    )
    if approval is None and (approved or verdict.approvals_needed):
        raise ApprovalNeeded(verdict.approvals_needed)
    instrument = context.instrument
    quote = context.quote or unavailable(instrument_id=trade.instrument_id)
    guard = None
    if approval is not None:
        try:
            check_consumable(approval=approval, trade=trade)
            check_drift(approval=approval, quote=quote)
        except StewardError as doubt:
            lifecycle.try_move_approval(approval=approval, to=ApprovalStatus.VOID, reason=doubt.message)
            return _deny(trade=trade, refusal=_Refusal(code=doubt.code.upper(), message=doubt.message), at=at)
        guard = pricing.Guard(reference_price=approval.reference_price, drift_basis_points_max=approval.drift_basis_points_max)
    order = _new_order(trade=trade, at=at)
    order.price_bound = pricing.price_bound(terms=terms, instrument=instrument, quote=quote, guard=guard)
    try:
        _set_aside(order=order, terms=terms, instrument=instrument, quote=quote, at=at)
    except (InsufficientCash, InsufficientShares) as shortage:
        code = DenialCode.FREE_CASH if isinstance(shortage, InsufficientCash) else DenialCode.FREE_SHARES
        return _deny(trade=trade, refusal=_Refusal(code=code.value, message=shortage.message), at=at)
    lifecycle.open_order(order=order, path=[OrderStatus.VALIDATED, OrderStatus.RISK_CHECKED], at=at)
    if approval is not None:
        _consume(approval=approval, order=order, at=at)
    return order


def _refusal_of(*, trade: Trade, verdict: RiskVerdict) -> _Refusal | None:
    if verdict.denials:
        message = " ".join(denial.message for denial in verdict.denials)
        return _Refusal(code=str(verdict.denials[0].code), message=message)
    if ExecutionMode(trade.execution_mode) not in BROKER_OF_MODE:
        return _Refusal(code=DenialCode.LIVE_MODE_OFF.value, message="No live broker is connected.")
    return None


def _new_order(*, trade: Trade, at: datetime) -> Order:
    return Order(
        trade=trade,
        position=1,
        user_id=trade.user_id,
        portfolio_id=trade.portfolio_id,
        instrument=trade.instrument,
        broker=BROKER_OF_MODE.get(ExecutionMode(trade.execution_mode), "none"),
        tag=new_tag(),
        side=trade.side,
        quantity=trade.quantity,
        order_type=trade.order_type,
        limit_price=trade.limit_price,
        product=trade.product,
        validity=trade.validity,
        created_at=at,
        changed_at=at,
    )


def _set_aside(*, order: Order, terms: OrderTerms, instrument: InstrumentFacts, quote: QuoteFacts, at: datetime) -> None:
    """Hold the shares of a sale, or the cash of a buy at the worst price that it allows, charges included.

    The books open a savepoint of their own, so that after a refusal the transaction can go on.

    :raises InsufficientCash: if the database finds too little free cash at this moment.
    :raises InsufficientShares: if it finds too few free shares.
    """
    order.has_hold = True
    if terms.side == Side.SELL:
        holds.hold_shares(
            portfolio_id=order.portfolio_id,
            instrument_id=order.instrument_id,
            isin=instrument.isin,
            quantity=order.quantity,
            reference=order.hold_reference,
            at=at,
        )
        return
    if order.price_bound is None:
        raise InsufficientCash("What this order would cost cannot be known without a price.")
    on = ist_date(market_now(at=at))
    amount = pricing.cash_to_hold(terms=terms, instrument=instrument, bound=order.price_bound, on=on)
    holds.hold_cash(portfolio_id=order.portfolio_id, amount=amount, reference=order.hold_reference, at=at)


def _deny(*, trade: Trade, refusal: _Refusal, at: datetime) -> Order:
    order = _new_order(trade=trade, at=at)
    lifecycle.open_order(order=order, path=[OrderStatus.DENIED], at=at, reason=refusal.message)
    settle_trade(order=order, trade=trade, at=at, reason=refusal.message, code=refusal.code)
    return order


def _consume(*, approval: Approval, order: Order, at: datetime) -> None:
    used = Approval.objects.filter(pk=approval.pk, status=ApprovalStatus.APPROVED, consumed_by__isnull=True)
    if not used.update(consumed_by=order, consumed_at=at):
        raise ApprovalVoid("The approval has been used or withdrawn meanwhile.")


def cancel_order(*, user: Any, order_id: int, at: datetime, reason: str = "") -> OrderFacts:
    """Cancel an order within the asker's reach.

    :raises NotFound: if there is none within reach.
    :raises OrderNotCancellable: if it has ended.
    """
    order = get_order_for(user=user, order_id=order_id)
    access.require(user=user, action=Action.TRADE, owner_id=order.user_id)
    return execution.cancel_order(order_id=order_id, at=at, reason=reason or "Cancelled by a person.")

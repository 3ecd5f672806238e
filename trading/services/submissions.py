"""A person's own order, without the agents: asked for, gated, put before an approver or placed and sent."""

from __future__ import annotations

from datetime import datetime

from market.selectors.quotes import get_quote
from stocksteward.core import clock
from trading.domain.facts import OrderFacts, TradeFacts
from trading.domain.order_terms import OrderTerms
from trading.enums import ApprovalStatus, OrderStatus, TradeOrigin, TradeStatus
from trading.selectors.approvals import find_approval_of_trade
from trading.selectors.orders import find_order_of_trade
from trading.selectors.trades import get_trade
from trading.services import approvals, execution, orders, trades


def submit_trade(
    *,
    user_id: int,
    portfolio_id: int,
    terms: OrderTerms,
    client_order_id: str,
    at: datetime,
    origin: TradeOrigin = TradeOrigin.PAPER_ORDER,
    decision_logic: str = "",
) -> TradeFacts:
    """Ask for the trade and take it as far as it goes at once; the same id again returns the same trade.

    :raises BadInput: if a term is wrong; it names the field.
    :raises ClientOrderIdReused: if the id was used for another wish.
    """
    trade = trades.request_trade(
        user_id=user_id,
        portfolio_id=portfolio_id,
        terms=terms,
        client_order_id=client_order_id,
        origin=origin,
        decision_logic=decision_logic,
        at=at,
    )
    return proceed(trade_id=trade.id, at=at)


def proceed(*, trade_id: int, at: datetime) -> TradeFacts:
    """Take a PENDING trade one step on: place and send it, or put it before an approver. Calling it again is harmless."""
    trade = get_trade(trade_id=trade_id)
    if trade.status != TradeStatus.PENDING:
        return trade
    existing = find_order_of_trade(trade_id=trade_id)
    if existing is not None:
        _send(existing, at=at)
        return get_trade(trade_id=trade_id)
    approval = find_approval_of_trade(trade_id=trade_id)
    try:
        order = orders.place_order(trade_id=trade_id, at=at, approved=approval is not None and approval.status == ApprovalStatus.APPROVED)
    except orders.ApprovalNeeded as needed:
        quote = get_quote(instrument_id=trade.instrument_id, at=at)
        approvals.ask(trade_id=trade_id, reasons=needed.reasons, quote_price=quote.last, at=at)
    except orders.TradeNotPlaceable:
        pass  # somebody else took it on meanwhile
    else:
        _send(order, at=at)
    return get_trade(trade_id=trade_id)


def _send(order: OrderFacts, *, at: datetime) -> None:
    if order.status == OrderStatus.RISK_CHECKED:
        execution.send_order(order_id=order.id, at=at)


def resume_approved(*, trade_id: int) -> None:
    """Go on with an approved trade that no agents' run takes care of; listens to TRADE_APPROVED."""
    if not get_trade(trade_id=trade_id).run_id:
        proceed(trade_id=trade_id, at=clock.now())

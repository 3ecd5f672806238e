"""Rows of trading turned into the frozen facts that leave the app, and facts turned into messages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stocksteward.core.money import round_to_smallest_unit
from trading.domain.facts import ApprovalFacts, OrderFacts, TradeFacts
from trading.enums import ApprovalStatus, OrderStatus, OrderType, Product, Side, TradeOrigin, TradeStatus

if TYPE_CHECKING:
    from trading.models.approval import Approval
    from trading.models.order import Order
    from trading.models.trade import Trade


ID_MAX = 2**63 - 1


def is_id(number: int) -> bool:
    """Say whether a number can be the id of a row at all; databases refuse to compare with larger ones."""
    return 0 < number <= ID_MAX


def average_price(*, value: Decimal, quantity: int) -> Decimal | None:
    """Return rupees a share, to four places; None before the first fill."""
    return round_to_smallest_unit(value / quantity) if quantity else None


def facts_of_trade(trade: Trade) -> TradeFacts:
    """Return the trade as facts; its instrument should have been joined."""
    average = average_price(value=trade.filled_value, quantity=trade.filled_quantity)
    return TradeFacts(
        id=trade.pk,
        client_order_id=trade.client_order_id,
        user_id=trade.user_id,
        portfolio_id=trade.portfolio_id,
        instrument_id=trade.instrument_id,
        symbol=trade.instrument.symbol,
        side=Side(trade.side),
        quantity=trade.quantity,
        order_type=OrderType(trade.order_type),
        limit_price=trade.limit_price,
        product=Product(trade.product),
        price=average or trade.limit_price or trade.requested_price,
        status=TradeStatus(trade.status),
        execution_mode=trade.execution_mode,
        origin=TradeOrigin(trade.origin),
        timestamp=trade.requested_at,
        closed_at=trade.closed_at,
        risk_score=trade.risk_score,
        rejection_code=trade.rejection_code,
        rejection_reason=trade.rejection_reason,
        decision_logic=trade.decision_logic,
        market_behavior=trade.market_behavior,
        run_id=trade.run_id,
        filled_quantity=trade.filled_quantity,
        average_price=average,
    )


def facts_of_order(order: Order) -> OrderFacts:
    """Return the order as facts; its instrument should have been joined."""
    return OrderFacts(
        id=order.pk,
        trade_id=order.trade_id,
        user_id=order.user_id,
        portfolio_id=order.portfolio_id,
        instrument_id=order.instrument_id,
        symbol=order.instrument.symbol,
        broker=order.broker,
        tag=order.tag,
        broker_order_id=order.broker_order_id,
        side=Side(order.side),
        quantity=order.quantity,
        order_type=OrderType(order.order_type),
        limit_price=order.limit_price,
        product=Product(order.product),
        status=OrderStatus(order.status),
        status_reason=order.status_reason,
        filled_quantity=order.filled_quantity,
        average_price=average_price(value=order.filled_value, quantity=order.filled_quantity),
        created_at=order.created_at,
        is_cancel_requested=order.cancel_requested_at is not None,
    )


def facts_of_approval(approval: Approval) -> ApprovalFacts:
    """Return the approval as facts."""
    return ApprovalFacts(
        id=approval.pk,
        trade_id=approval.trade_id,
        requester_id=approval.requester_id,
        status=ApprovalStatus(approval.status),
        reasons=tuple(approval.reasons),
        reference_price=approval.reference_price,
        drift_basis_points_max=approval.drift_basis_points_max,
        expires_at=approval.expires_at,
        decided_by_id=approval.decided_by_id,
        decided_at=approval.decided_at,
    )


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def trade_message(facts: TradeFacts) -> dict[str, Any]:
    """Return the trade as a live message has it: decimals as text, times as ISO 8601."""
    return {
        "id": facts.id,
        "client_order_id": facts.client_order_id,
        "user_id": facts.user_id,
        "portfolio_id": facts.portfolio_id,
        "symbol": facts.symbol,
        "action": facts.action,
        "quantity": facts.quantity,
        "price": _text(facts.price),
        "status": facts.status.value,
        "execution_mode": facts.execution_mode,
        "timestamp": facts.timestamp.isoformat(),
        "filled_quantity": facts.filled_quantity,
        "average_price": _text(facts.average_price),
        "rejection_reason": facts.rejection_reason,
        "run_id": facts.run_id or None,
    }


def order_message(facts: OrderFacts) -> dict[str, Any]:
    """Return the order as a live message has it."""
    return {
        "id": facts.id,
        "trade_id": facts.trade_id,
        "portfolio_id": facts.portfolio_id,
        "symbol": facts.symbol,
        "side": facts.side.value,
        "quantity": facts.quantity,
        "order_type": facts.order_type.value,
        "limit_price": _text(facts.limit_price),
        "status": facts.status.value,
        "status_reason": facts.status_reason,
        "filled_quantity": facts.filled_quantity,
        "average_price": _text(facts.average_price),
    }


def approval_message(facts: ApprovalFacts, trade: TradeFacts) -> dict[str, Any]:
    """Return the approval, with its trade, as a live message has it."""
    return {
        "id": facts.id,
        "trade_id": facts.trade_id,
        "status": facts.status.value,
        "reasons": list(facts.reasons),
        "reference_price": _text(facts.reference_price),
        "expires_at": facts.expires_at.isoformat(),
        "trade": trade_message(trade),
    }

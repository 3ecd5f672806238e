"""Trades, orders, fills and approvals as frozen facts, for other apps, for live messages and for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trading.enums import ApprovalStatus, OrderStatus, OrderType, Product, Side, TradeOrigin, TradeStatus


@dataclass(frozen=True, slots=True)
class TradeFacts:
    """One trade. Prices in rupees a share; ``price`` is the average fill, else the limit, else the price when it was asked for."""

    id: int
    client_order_id: str
    user_id: int
    portfolio_id: int
    instrument_id: int
    symbol: str
    side: Side
    quantity: int
    order_type: OrderType
    limit_price: Decimal | None
    product: Product
    price: Decimal | None
    status: TradeStatus
    execution_mode: str
    origin: TradeOrigin
    timestamp: datetime
    closed_at: datetime | None
    risk_score: Decimal | None
    rejection_code: str
    rejection_reason: str
    decision_logic: str
    market_behavior: str
    run_id: str
    filled_quantity: int
    average_price: Decimal | None

    @property
    def action(self) -> str:
        """The side, under the name that the REST interface has for it."""
        return self.side.value

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status not in {TradeStatus.PENDING, TradeStatus.AWAITING_APPROVAL}


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """One order as it stands."""

    id: int
    trade_id: int
    user_id: int
    portfolio_id: int
    instrument_id: int
    symbol: str
    broker: str
    tag: str
    broker_order_id: str
    side: Side
    quantity: int
    order_type: OrderType
    limit_price: Decimal | None
    product: Product
    status: OrderStatus
    status_reason: str
    filled_quantity: int
    average_price: Decimal | None
    created_at: datetime
    is_cancel_requested: bool


@dataclass(frozen=True, slots=True)
class BrokerFill:
    """What a broker says has happened: the quantity, at the price, and what the market showed at that moment."""

    broker_trade_id: str
    quantity: int
    price: Decimal  # rupees a share
    traded_at: datetime  # on the market's clock
    quote_price: Decimal | None = None
    quote_source: str = ""
    quote_as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class ApprovalFacts:
    """One question to a person."""

    id: int
    trade_id: int
    requester_id: int
    status: ApprovalStatus
    reasons: tuple[dict[str, str], ...]
    reference_price: Decimal
    drift_basis_points_max: int
    expires_at: datetime
    decided_by_id: int | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class MayDo:
    """What the person at the page may do; the templates ask this, never the role."""

    may_trade: bool = False
    may_approve: bool = False
    may_halt_desk: bool = False
    may_halt_own: bool = False
    may_set_limits: bool = False
    may_configure: bool = False
    may_read_audit: bool = False
    may_view_all_trades: bool = False

"""Everything that the risk gate may know about one wish to trade, frozen. None means unknown, and unknown denies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.domain.users import UserFacts
    from market.domain.instruments import InstrumentFacts
    from market.domain.quotes import QuoteFacts
    from market.domain.sessions import SessionFacts
    from trading.domain.charges import Charges
    from trading.domain.order_terms import OrderTerms
    from trading.enums import HaltScope, OrderType, Side


@dataclass(frozen=True, slots=True)
class HaltFacts:
    """One halt; those that the gate is given are active."""

    id: int
    scope: HaltScope
    user_id: int | None  # None for the global one
    epoch: int
    reason: str
    engaged_by_id: int | None  # None when the environment engaged it
    engaged_at: datetime
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class RiskLimits:
    """The limits in force for one user: the user's own row where there is one, else the desk's."""

    order_value_inr_max: Decimal  # rupees, of one order
    position_size_fraction_max: Decimal  # 0..1 of the portfolio's total value, in one instrument
    daily_loss_inr_max: Decimal  # rupees, positive


@dataclass(frozen=True, slots=True)
class RecentOrder:
    """A trade of the same portfolio that was asked for a short while ago."""

    client_order_id: str
    instrument_id: int
    side: Side
    quantity: int
    order_type: OrderType
    limit_price: Decimal | None
    requested_at: datetime


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the order would cost or bring; None where the price is not known."""

    price: Decimal | None  # rupees a share: the limit price, else the side price of the quote
    value: Decimal | None  # price times quantity
    charges: Charges | None
    required_cash: Decimal | None  # value and charges of a buy; of a sale what it takes from cash before it brings any (zero)


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings that the rules read, so that they need no settings module."""

    duplicate_window: timedelta
    quote_age_max: timedelta
    high_value_threshold: Decimal  # rupees
    allows_high_value: bool
    market_kind: str  # demo, replay or live
    intraday_cut_off: time = time(15, 10)  # IST; positions of the day are closed soon after


@dataclass(frozen=True, slots=True)
class RiskContext:
    """One wish to trade and the state of the desk around it, gathered by ``trading.services.risk``."""

    at: datetime  # wall time
    market_time: datetime | None  # the market's clock: in a replay, the moment that is being played
    policy: Policy
    user: UserFacts | None
    halts: tuple[HaltFacts, ...] | None  # those that are active and concern this user; None: could not be read
    portfolio_id: int
    mode: str  # PAPER_TRADING or LIVE_TRADING
    client_order_id: str  # empty when none is given yet (a preview)
    terms: OrderTerms
    instrument: InstrumentFacts
    quote: QuoteFacts | None
    session: SessionFacts | None
    limits: RiskLimits | None
    estimate: Estimate
    free_cash: Decimal | None  # rupees that no hold has taken
    owned_quantity: int | None  # shares owned, held ones included; 0 when there is no holding
    free_quantity: int | None  # shares that no hold has taken
    open_buy_quantity: int | None  # still unfilled in other working buy orders of this instrument and portfolio
    portfolio_total_value: Decimal | None  # cash, held cash and holdings at present prices
    day_pnl: Decimal | None  # rupees gained (or lost, negative) by the portfolio today
    recent_orders: tuple[RecentOrder, ...] | None  # within the duplicate window, this trade itself left out

"""One wish to trade that every rule lets pass; tests change what they are about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from accounts.domain.users import UserFacts
from market.domain.instruments import InstrumentFacts
from market.domain.quotes import QuoteFacts
from market.enums import InstrumentKind, QuoteStatus
from trading.domain.order_terms import OrderTerms
from trading.enums import OrderType, Side
from trading.risk.context import Estimate, Policy, RiskContext, RiskLimits
from trading.risk.engine import evaluate

AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)  # 11:30 in Mumbai
ARJUN, BHAVNA = 1, 2


@dataclass(frozen=True, slots=True)
class Session:
    is_open: bool = True
    reason: str = ""


RELIANCE = InstrumentFacts(
    id=7,
    isin="INE002A01018",
    exchange="NSE",
    symbol="RELIANCE",
    name="Reliance Industries",
    kind=InstrumentKind.EQUITY,
    sector="Energy",
    tick_size=Decimal("0.10"),
    lot_size=1,
    band_percent=Decimal(20),
    has_closing_auction=True,
    freeze_quantity=100_000,
    is_tradable=True,
)
QUOTE = QuoteFacts(
    instrument_id=7,
    exchange="NSE",
    symbol="RELIANCE",
    last=Decimal(1_000),
    bid=Decimal("999.9"),
    ask=Decimal("1000.1"),
    open=None,
    high=None,
    low=None,
    previous_close=Decimal(1_000),
    volume=None,
    as_of=AT,
    received_at=AT,
    source="simulated",
    status=QuoteStatus.LIVE,
    sequence=1,
)
USER = UserFacts(
    id=ARJUN,
    email="arjun@example.com",
    full_name="Arjun",
    role="TRADER",
    state="ACTIVE",
    trading_suspended=False,
    risk_tolerance="MODERATE",
    trading_mode="AUTO",
    allowed_sectors=(),
    approval_threshold=Decimal(50_000),
    confidence_threshold=Decimal("0.7"),
)
POLICY = Policy(
    duplicate_window=timedelta(seconds=10),
    quote_age_max=timedelta(seconds=15),
    high_value_threshold=Decimal(50_000),
    allows_high_value=True,
    market_kind="live",
)
LIMITS = RiskLimits(order_value_inr_max=Decimal(500_000), position_size_fraction_max=Decimal("0.10"), daily_loss_inr_max=Decimal(25_000))
TERMS = OrderTerms(instrument_id=7, side=Side.BUY, quantity=10, order_type=OrderType.LIMIT, limit_price=Decimal(1_000), symbol="RELIANCE")
PASSING = RiskContext(
    at=AT,
    market_time=AT,
    policy=POLICY,
    user=USER,
    halts=(),
    portfolio_id=3,
    mode="PAPER_TRADING",
    client_order_id="a-1",
    terms=TERMS,
    instrument=RELIANCE,
    quote=QUOTE,
    session=Session(),
    limits=LIMITS,
    estimate=Estimate(price=Decimal(1_000), value=Decimal(10_000), charges=None, required_cash=Decimal(10_012)),
    free_cash=Decimal(100_000),
    owned_quantity=0,
    free_quantity=0,
    open_buy_quantity=0,
    portfolio_total_value=Decimal(1_000_000),
    day_pnl=Decimal(0),
    recent_orders=(),
)


def a_context(**changes) -> RiskContext:
    """Return the passing wish with changes; ``terms__quantity=5`` reaches into a part, and value and cash follow the terms."""
    parts: dict[str, dict[str, object]] = {}
    whole = {}
    for name, value in changes.items():
        part, _, field = name.partition("__")
        if field:
            parts.setdefault(part, {})[field] = value
        else:
            whole[part] = value
    for part, fields in parts.items():
        whole[part] = replace(whole.get(part, getattr(PASSING, part)), **fields)
    context = replace(PASSING, **whole)
    if "terms" in parts and "estimate" not in whole:
        price = context.terms.limit_price or Decimal(1_000)
        value = price * context.terms.quantity
        cash = value if context.terms.side == Side.BUY else Decimal(0)
        context = replace(context, estimate=Estimate(price=price, value=value, charges=None, required_cash=cash))
    return context


def codes(context: RiskContext) -> list[str]:
    """Return the codes of the verdict's denials."""
    return [str(denial.code) for denial in evaluate(context).denials]

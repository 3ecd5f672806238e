"""Gathers what the risk gate may know, asks it, and keeps its answer. The rules themselves are in ``trading.risk``."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum

from accounts.selectors.users import get_user_facts
from market.domain.market_mode import parse_market_mode
from market.selectors.instruments import get_instrument_by_id
from market.selectors.market_clock import market_now
from market.selectors.quotes import get_quote
from market.selectors.sessions import session_for
from portfolio.selectors.portfolios import get_portfolio
from portfolio.selectors.valuation import value_portfolio
from stocksteward.core.clock import ist_date
from stocksteward.core.trace import current_trace_id
from trading.domain import order_states
from trading.enums import OrderType, Side, TradeStatus
from trading.models.order import Order
from trading.models.risk_decision import RiskDecision
from trading.models.trade import Trade
from trading.risk import engine
from trading.risk.context import Policy, RecentOrder, RiskContext
from trading.risk.verdict import RiskVerdict
from trading.selectors.halts import active_halts
from trading.selectors.limits import get_limits
from trading.services import pricing

if TYPE_CHECKING:
    from trading.domain.order_terms import OrderTerms

# A trade that came to nothing is no reason to refuse the next one.
_CAME_TO_NOTHING = (TradeStatus.REJECTED, TradeStatus.FAILED, TradeStatus.CANCELLED, TradeStatus.EXPIRED)


def assess(
    *,
    user_id: int,
    portfolio_id: int,
    terms: OrderTerms,
    at: datetime,
    exclude_trade_id: int | None = None,
    trade_id: int | None = None,
    client_order_id: str = "",
) -> RiskVerdict:
    """Ask the gate about one wish. With ``trade_id`` the trade's own traces are left out and the verdict is kept."""
    return judge(
        user_id=user_id,
        portfolio_id=portfolio_id,
        terms=terms,
        at=at,
        exclude_trade_id=exclude_trade_id,
        trade_id=trade_id,
        client_order_id=client_order_id,
    )[1]


def judge(
    *,
    user_id: int,
    portfolio_id: int,
    terms: OrderTerms,
    at: datetime,
    exclude_trade_id: int | None = None,
    trade_id: int | None = None,
    client_order_id: str = "",
) -> tuple[RiskContext, RiskVerdict]:
    """As :func:`assess`, with the facts that the verdict is about: whoever goes on from it goes on from the same quote."""
    context = gather(
        user_id=user_id,
        portfolio_id=portfolio_id,
        terms=terms,
        at=at,
        exclude_trade_id=trade_id or exclude_trade_id,
        client_order_id=client_order_id,
    )
    verdict = engine.evaluate(context)
    if trade_id is not None:
        keep(trade_id=trade_id, verdict=verdict, at=at)
    return context, verdict


def gather(
    *, user_id: int, portfolio_id: int, terms: OrderTerms, at: datetime, exclude_trade_id: int | None, client_order_id: str
) -> RiskContext:
    """Read everything that the rules may ask for, once."""
    # The valuation has read cash, holdings and their quotes: what is in it is not asked for again.
    valuation = value_portfolio(portfolio_id=portfolio_id, at=at)
    owned = next((line for line in valuation.holdings if line.holding.instrument_id == terms.instrument_id), None)
    instrument = owned.instrument if owned else get_instrument_by_id(instrument_id=terms.instrument_id)
    quote = owned.quote if owned else get_quote(instrument_id=terms.instrument_id, at=at)
    market_time = market_now(at=at)
    policy = _policy()
    return RiskContext(
        at=at,
        market_time=market_time,
        policy=policy,
        user=get_user_facts(user_id=user_id),
        halts=active_halts(user_id=user_id),
        portfolio_id=portfolio_id,
        mode=get_portfolio(portfolio_id=portfolio_id).mode,
        client_order_id=client_order_id,
        terms=terms,
        instrument=instrument,
        quote=quote,
        session=session_for(instrument=instrument, at=at),
        limits=get_limits(user_id=user_id),
        estimate=pricing.estimate(terms=terms, instrument=instrument, quote=quote, on=ist_date(market_time)),
        free_cash=valuation.cash,
        owned_quantity=owned.holding.quantity if owned else 0,
        free_quantity=owned.holding.free_quantity if owned else 0,
        open_buy_quantity=_open_buy_quantity(portfolio_id=portfolio_id, instrument_id=terms.instrument_id, but=exclude_trade_id),
        portfolio_total_value=valuation.total,
        day_pnl=valuation.day_pnl,
        recent_orders=_recent_orders(portfolio_id=portfolio_id, since=at - policy.duplicate_window, but=exclude_trade_id),
    )


@transaction.atomic(savepoint=False)
def keep(*, trade_id: int, verdict: RiskVerdict, at: datetime) -> None:
    """Store one verdict about a trade."""
    RiskDecision.objects.create(
        trade_id=trade_id,
        is_allowed=not verdict.is_denied,
        denials=[
            {"code": str(denial.code), "message": denial.message, "limit": denial.limit, "actual": denial.actual}
            for denial in verdict.denials
        ],
        approvals_needed=[{"code": str(reason.code), "message": reason.message} for reason in verdict.approvals_needed],
        score=verdict.score,
        estimate=estimate_as_text(verdict),
        decided_at=at,
        trace_id=current_trace_id(),
    )
    Trade.objects.filter(pk=trade_id).update(risk_score=verdict.score)


def estimate_as_text(verdict: RiskVerdict) -> dict[str, Any]:
    """Return the estimate with its decimals as text; unknown figures are None."""
    found = verdict.estimate
    charges = None if found.charges is None else {kind: f"{amount:f}" for kind, amount in charges_with_total(found.charges).items()}
    return {
        "price": _text(found.price),
        "value": _text(found.value),
        "charges": charges,
        "required_cash": _text(found.required_cash),
    }


def charges_with_total(charges: Any) -> dict[str, Decimal]:
    """Return the charges by kind, and their total."""
    return {**charges.as_dict(), "total": charges.total}


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def _policy() -> Policy:
    return Policy(
        duplicate_window=timedelta(seconds=settings.STEWARD_DUPLICATE_ORDER_SECONDS),
        quote_age_max=timedelta(seconds=settings.STEWARD_QUOTE_AGE_SECONDS_MAX),
        high_value_threshold=settings.HIGH_VALUE_TRADE_THRESHOLD,
        allows_high_value=settings.ALLOW_HIGH_VALUE_TRADES,
        market_kind=parse_market_mode(settings.STEWARD_MARKET).kind,
    )


def _open_buy_quantity(*, portfolio_id: int, instrument_id: int, but: int | None) -> int:
    working = Order.objects.filter(
        portfolio_id=portfolio_id, instrument_id=instrument_id, side=Side.BUY, status__in=[str(status) for status in order_states.LIVE]
    ).exclude(trade_id=but or 0)
    return int(working.aggregate(open=Sum(F("quantity") - F("filled_quantity")))["open"] or 0)


def _recent_orders(*, portfolio_id: int, since: datetime, but: int | None) -> tuple[RecentOrder, ...]:
    """Trades asked for since then; of a trade that is asked about again only the ones before it."""
    rows = Trade.objects.filter(portfolio_id=portfolio_id, requested_at__gt=since).exclude(status__in=_CAME_TO_NOTHING)
    if but is not None:
        rows = rows.filter(pk__lt=but)
    return tuple(
        RecentOrder(
            client_order_id=row.client_order_id,
            instrument_id=row.instrument_id,
            side=Side(row.side),
            quantity=row.quantity,
            order_type=OrderType(row.order_type),
            limit_price=row.limit_price,
            requested_at=row.requested_at,
        )
        for row in rows.order_by("-pk")[:200]
    )

"""Paper orders for the demo desk, so that its pages have something to show. Only demo portfolios, marked as SEED."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.domain.policy import Action
from accounts.selectors import access
from agents.services.asking import Ticket, order_at_once
from market.selectors.instruments import find_instrument
from market.selectors.quotes import get_quote
from portfolio.domain.facts import PortfolioFacts
from portfolio.enums import PortfolioOrigin
from portfolio.selectors.portfolios import get_portfolio, list_portfolios_for
from stocksteward.core.errors import BadInput
from trading.enums import TradeOrigin, TradeStatus

ORDERS_PER_USER_MAX = 20
SEED_VALUE_INR = Decimal(15_000)
SEED_SYMBOLS = ("RELIANCE", "TCS", "INFY", "HDFCBANK", "ICICIBANK", "ITC", "SBIN", "BHARTIARTL", "LT", "AXISBANK")


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many portfolios got how many orders, and how these ended."""

    portfolios: int
    orders: int
    executed: int
    trade_ids: tuple[int, ...]


def seed_all(*, by: Any, orders_per_user: int, at: datetime) -> Seeded:
    """Place small paper buys in every demo portfolio; each passes the same gate as any order.

    :raises NotAllowed: if the person's role may not seed.
    :raises BadInput: if the number of orders is out of range.
    """
    access.require(user=by, action=Action.SEED_DEMO)
    if not 1 <= orders_per_user <= ORDERS_PER_USER_MAX:
        raise BadInput("orders_per_user", f"Write a whole number from 1 to {ORDERS_PER_USER_MAX}.")
    batch = secrets.token_hex(4)
    rows = list_portfolios_for(user=by).filter(origin__in=[PortfolioOrigin.DEMO, PortfolioOrigin.SEED])
    portfolios = [get_portfolio(portfolio_id=row.pk) for row in rows]
    made = []
    for portfolio in portfolios:
        for number in range(orders_per_user):
            ticket = _ticket(portfolio, number=number, batch=batch, at=at)
            if ticket is not None:
                made.append(order_at_once(portfolio=portfolio, ticket=ticket, origin=TradeOrigin.SEED, at=at))
    return Seeded(
        portfolios=len(portfolios),
        orders=len(made),
        executed=sum(trade.status == TradeStatus.EXECUTED for trade in made),
        trade_ids=tuple(trade.id for trade in made),
    )


def _ticket(portfolio: PortfolioFacts, *, number: int, batch: str, at: datetime) -> Ticket | None:
    symbol = SEED_SYMBOLS[(portfolio.id + number) % len(SEED_SYMBOLS)]
    instrument = find_instrument(symbol=symbol)
    if instrument is None:
        return None
    last = get_quote(instrument_id=instrument.id, at=at).last
    if last is None or last <= 0:
        return None
    # Every round one share more, so that no order is a repetition of an earlier one.
    quantity = max(int(SEED_VALUE_INR / last), 1) + number // len(SEED_SYMBOLS)
    return Ticket(
        symbol=symbol,
        side="BUY",
        quantity=quantity,
        client_order_id=f"seed-{batch}-{portfolio.id}-{number}",
        portfolio_id=portfolio.id,
        decision_logic="Demonstration data.",
    )

"""A person asks for a trade at one of the doors: who, on which portfolio, in the words of the ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.domain.policy import Action
from accounts.selectors import access
from agents.services import runs
from market.selectors.instruments import get_instrument
from portfolio.domain.facts import PortfolioFacts
from portfolio.enums import PortfolioMode
from portfolio.selectors.portfolios import default_portfolio_of, get_portfolio_for
from stocksteward.core.errors import BadInput
from trading.domain.facts import TradeFacts
from trading.domain.order_terms import OrderTerms
from trading.enums import OrderType, Product, Side, TradeOrigin
from trading.services.submissions import submit_trade


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a person has filled in; the portfolio is their default one if they name none."""

    symbol: str
    side: str
    quantity: int
    client_order_id: str
    exchange: str = "NSE"
    order_type: str = "MARKET"
    limit_price: Decimal | None = None
    product: str = "CNC"
    portfolio_id: int | None = None
    execution_mode: str | None = None
    decision_logic: str = ""


def ask_trade(*, user: Any, ticket: Ticket, at: datetime) -> tuple[TradeFacts, str]:
    """Make the trade and start its run; return both (see ``runs.start_trade``).

    :raises NotAllowed: if the person's role does not trade.
    :raises NotFound: if the portfolio is not there or not theirs to trade on.
    :raises BadInput: if a field is wrong; it is named.
    :raises ClientOrderIdReused: if the id was used for another wish.
    """
    portfolio = _portfolio(user=user, ticket=ticket)
    return runs.start_trade(
        user_id=portfolio.user_id,
        portfolio_id=portfolio.id,
        terms=_terms(ticket),
        client_order_id=ticket.client_order_id,
        origin=TradeOrigin.PERSON,
        decision_logic=ticket.decision_logic,
        at=at,
    )


def place_paper_order(*, user: Any, ticket: Ticket, at: datetime) -> TradeFacts:
    """Place a person's own paper order: no advice is asked, the gate and the approvals are the same.

    :raises NotAllowed: if the person's role does not trade.
    :raises NotFound: if the portfolio is not there or not theirs to trade on.
    :raises BadInput: if a field is wrong or the portfolio is not one on paper; the field is named.
    :raises ClientOrderIdReused: if the id was used for another wish.
    """
    portfolio = _portfolio(user=user, ticket=ticket)
    if portfolio.mode != PortfolioMode.PAPER_TRADING:
        raise BadInput("portfolio_id", f"{portfolio.name} does not trade on paper.")
    return order_at_once(portfolio=portfolio, ticket=ticket, origin=TradeOrigin.PAPER_ORDER, at=at)


def order_at_once(*, portfolio: PortfolioFacts, ticket: Ticket, origin: TradeOrigin, at: datetime) -> TradeFacts:
    """Take the ticket straight to the order service; the same id again returns the same trade.

    :raises BadInput: if a field is wrong; it is named.
    :raises ClientOrderIdReused: if the id was used for another wish.
    """
    return submit_trade(
        user_id=portfolio.user_id,
        portfolio_id=portfolio.id,
        terms=_terms(ticket),
        client_order_id=ticket.client_order_id,
        origin=origin,
        decision_logic=ticket.decision_logic,
        at=at,
    )


def _portfolio(*, user: Any, ticket: Ticket) -> PortfolioFacts:
    access.require(user=user, action=Action.TRADE)
    if ticket.portfolio_id is None:
        portfolio = default_portfolio_of(user_id=user.pk)
    else:
        portfolio = get_portfolio_for(user=user, portfolio_id=ticket.portfolio_id, action=Action.TRADE)
    if ticket.execution_mode is not None and ticket.execution_mode != portfolio.mode:
        raise BadInput("execution_mode", f"{portfolio.name} trades in mode {portfolio.mode}.")
    return portfolio


def _terms(ticket: Ticket) -> OrderTerms:
    instrument = get_instrument(symbol=ticket.symbol, exchange=ticket.exchange)
    return OrderTerms(
        instrument_id=instrument.id,
        side=Side(ticket.side),
        quantity=ticket.quantity,
        order_type=OrderType(ticket.order_type),
        limit_price=ticket.limit_price,
        product=Product(ticket.product),
        symbol=instrument.symbol,
    )

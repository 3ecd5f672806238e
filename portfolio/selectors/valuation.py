"""What portfolios are worth now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from market.selectors import instruments, quotes
from market.selectors.market_clock import market_now
from portfolio.domain import valuation
from portfolio.domain.facts import Balances
from portfolio.domain.valuation import BooksOfPortfolio, DayTrade, Valuation
from portfolio.enums import FEE_KINDS, AccountKind, JournalKind
from portfolio.models.ledger import Journal
from portfolio.selectors import balances, holdings
from stocksteward.core import clock
from stocksteward.core.errors import NotFound
from stocksteward.core.money import ZERO


def value_portfolio(*, portfolio_id: int, at: datetime) -> Valuation:
    """Return what one portfolio is worth at the latest prices; ``at`` is the desk's time.

    :raises NotFound: if there is no such portfolio.
    """
    found = value_portfolios(portfolio_ids=[portfolio_id], at=at)
    if portfolio_id not in found:
        raise NotFound("There is no such portfolio.")
    return found[portfolio_id]


def value_portfolios(*, portfolio_ids: Sequence[int], at: datetime) -> dict[int, Valuation]:
    """Value several portfolios in a number of statements that does not depend on how many; unknown ids are left out."""
    rupees, held = balances.balances_and_held_shares(portfolio_ids=portfolio_ids)
    owned = holdings.list_holdings_of(portfolio_ids=portfolio_ids, held=held)
    trades = _day_trades(portfolio_ids=portfolio_ids, at=at)
    instrument_ids = sorted(
        {holding.instrument_id for rows in owned.values() for holding in rows if holding.quantity}
        | {trade.instrument_id for rows in trades.values() for trade in rows}
    )
    known = instruments.instruments_by_id(instrument_ids) if instrument_ids else {}
    prices = quotes.get_quotes(instrument_ids=instrument_ids, at=at) if instrument_ids else {}
    return {
        portfolio_id: valuation.value(
            BooksOfPortfolio(
                portfolio_id=portfolio_id,
                balances=Balances(cash=kinds[AccountKind.CASH], held_cash=kinds[AccountKind.RESERVED_CASH]),
                net_deposits=-kinds.get(AccountKind.EXTERNAL, ZERO),
                charges_paid=sum((kinds.get(kind, ZERO) for kind in FEE_KINDS.values()), ZERO),
                holdings=owned[portfolio_id],
                day_trades=trades[portfolio_id],
            ),
            quotes=prices,
            instruments=known,
            as_of=at,
        )
        for portfolio_id, kinds in rupees.items()
        if kinds
    }


def _day_trades(*, portfolio_ids: Sequence[int], at: datetime) -> dict[int, list[DayTrade]]:
    """The fills of the day that the market's clock shows in Mumbai."""
    starts_at = clock.ist(market_now(at=at)).replace(hour=0, minute=0, second=0, microsecond=0)
    found: dict[int, list[DayTrade]] = {portfolio_id: [] for portfolio_id in portfolio_ids}
    rows = (
        Journal.objects.filter(
            portfolio_id__in=portfolio_ids,
            kind=JournalKind.FILL,
            traded_at__gte=starts_at,
            traded_at__lt=starts_at + timedelta(days=1),
        )
        .order_by()
        .values_list("portfolio_id", "instrument_id", "side", "quantity", "price")
    )
    for portfolio_id, instrument_id, side, quantity, price in rows:
        if instrument_id and quantity and price:  # the database requires all three of a fill
            found[portfolio_id].append(DayTrade(instrument_id=instrument_id, side=side, quantity=quantity, price=price))
    return found

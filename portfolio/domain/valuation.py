"""What a portfolio is worth: pure arithmetic over balances, holdings, quotes and the day's trades. Money in rupees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from market.domain.instruments import InstrumentFacts
from market.domain.quotes import QuoteFacts
from market.enums import QuoteStatus
from portfolio.domain.facts import Balances, HoldingFacts
from portfolio.enums import FillSide
from stocksteward.core.money import PAISE, ZERO


@dataclass(frozen=True, slots=True)
class DayTrade:
    """A fill of the market's present day."""

    instrument_id: int
    side: str
    quantity: int
    price: Decimal


@dataclass(frozen=True, slots=True)
class HoldingValue:
    """A holding at the latest price; None where a price that is needed is not known."""

    holding: HoldingFacts
    instrument: InstrumentFacts
    quote: QuoteFacts
    value: Decimal | None
    unrealised: Decimal | None
    day_pnl: Decimal | None
    weight_percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Valuation:
    """A portfolio's worth.

    ``invested`` is the cost of the open shares without charges; ``unrealised`` is ``market_value`` less ``invested``, before any
    charges; ``realised`` is net of the sales' charges and of their part of the buys'; ``day_pnl`` is before charges;
    ``total`` is free and held cash plus ``market_value``; ``net_deposits`` is what was paid in less what was taken out.
    ``has_stale`` says that at least one price is not live.
    """

    portfolio_id: int
    cash: Decimal
    held_cash: Decimal
    invested: Decimal
    market_value: Decimal | None
    unrealised: Decimal | None
    realised: Decimal
    day_pnl: Decimal | None
    total: Decimal | None
    holdings: tuple[HoldingValue, ...]
    as_of: datetime
    has_stale: bool
    net_deposits: Decimal = ZERO
    charges_paid: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class BooksOfPortfolio:
    """What the books say of one portfolio; ``holdings`` are all that ever were, ``day_trades`` those of the market's day."""

    portfolio_id: int
    balances: Balances
    net_deposits: Decimal
    charges_paid: Decimal
    holdings: Sequence[HoldingFacts]
    day_trades: Sequence[DayTrade]


def day_pnl(*, quantity: int, last: Decimal | None, previous_close: Decimal | None, trades: Sequence[DayTrade]) -> Decimal | None:
    """Return the day's profit of one instrument before charges, or None if a price that is needed is not known.

    Shares held from before today count from the previous close, shares bought today from their price, and what was sold today
    counts at its price: what is there now, less what was there before today at the previous close, less what was paid today,
    plus what was received today. ``quantity`` is what is owned now; ``previous_close`` is needed only if shares were there before
    today, ``last`` only if some are there now.
    """
    bought = sum(trade.quantity for trade in trades if trade.side == FillSide.BUY)
    sold = sum(trade.quantity for trade in trades if trade.side == FillSide.SELL)
    from_before = quantity - bought + sold
    if (quantity and last is None) or (from_before and previous_close is None):
        return None
    flow = sum((trade.price * trade.quantity * (1 if trade.side == FillSide.SELL else -1) for trade in trades), ZERO)
    return quantity * (last or ZERO) - from_before * (previous_close or ZERO) + flow


def value(
    books: BooksOfPortfolio,
    *,
    quotes: Mapping[int, QuoteFacts],
    instruments: Mapping[int, InstrumentFacts],
    as_of: datetime,
) -> Valuation:
    """Value one portfolio; ``quotes`` and ``instruments`` have an entry for everything held or traded today."""
    trades: dict[int, list[DayTrade]] = {}
    for trade in books.day_trades:
        trades.setdefault(trade.instrument_id, []).append(trade)
    held = [holding for holding in books.holdings if holding.quantity > 0]
    owned = {holding.instrument_id: holding.quantity for holding in held}
    last = {instrument_id: quotes[instrument_id].last for instrument_id in owned}
    market_value = _sum_or_none([_times(last[instrument_id], quantity) for instrument_id, quantity in owned.items()])
    invested = sum((holding.cost for holding in held), ZERO)
    total = None if market_value is None else books.balances.total_cash + market_value
    day = {
        instrument_id: day_pnl(
            quantity=owned.get(instrument_id, 0),
            last=quotes[instrument_id].last,
            previous_close=quotes[instrument_id].previous_close,
            trades=trades.get(instrument_id, []),
        )
        for instrument_id in {*owned, *trades}
    }
    return Valuation(
        portfolio_id=books.portfolio_id,
        cash=books.balances.cash,
        held_cash=books.balances.held_cash,
        invested=invested,
        market_value=market_value,
        unrealised=None if market_value is None else market_value - invested,
        realised=sum((holding.realised_pnl for holding in books.holdings), ZERO),
        day_pnl=_sum_or_none(list(day.values())),
        total=total,
        holdings=tuple(
            _value_holding(
                holding,
                instrument=instruments[holding.instrument_id],
                quote=quotes[holding.instrument_id],
                day=day[holding.instrument_id],
                total=total,
            )
            for holding in held
        ),
        as_of=as_of,
        has_stale=any(quotes[instrument_id].status != QuoteStatus.LIVE for instrument_id in owned),
        net_deposits=books.net_deposits,
        charges_paid=books.charges_paid,
    )


def _value_holding(
    holding: HoldingFacts, *, instrument: InstrumentFacts, quote: QuoteFacts, day: Decimal | None, total: Decimal | None
) -> HoldingValue:
    worth = _times(quote.last, holding.quantity)
    return HoldingValue(
        holding=holding,
        instrument=instrument,
        quote=quote,
        value=worth,
        unrealised=None if worth is None else worth - holding.cost,
        day_pnl=day,
        weight_percent=None if worth is None or not total else (worth * 100 / total).quantize(PAISE, ROUND_HALF_UP),
    )


def _times(price: Decimal | None, quantity: int) -> Decimal | None:
    return None if price is None else price * quantity


def _sum_or_none(amounts: Sequence[Decimal | None]) -> Decimal | None:
    total = ZERO
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total

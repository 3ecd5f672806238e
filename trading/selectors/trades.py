"""Questions about trades, with who may ask them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from accounts.domain.policy import Action
from accounts.selectors import access
from market.selectors.quotes import get_quotes
from stocksteward.core.errors import NotFound
from stocksteward.core.money import round_to_paise
from trading.domain.facts import TradeFacts
from trading.enums import Side, TradeStatus
from trading.models.trade import Trade
from trading.selectors.facts import facts_of_trade, is_id

if TYPE_CHECKING:
    from market.domain.quotes import QuoteFacts


@dataclass(frozen=True, slots=True)
class Profit:
    """What a trade has gained. ``text`` is "+2.41%"; all None when it cannot be known."""

    text: str | None
    amount: Decimal | None  # rupees
    percent: Decimal | None


UNKNOWN_PROFIT = Profit(text=None, amount=None, percent=None)


def list_trades_for(*, user: Any) -> QuerySet[Trade]:
    """Return the trades that this person may see, newest first.

    :raises NotAllowed: if the role may see none.
    """
    owner_id = access.owner_scope(user=user, action=Action.VIEW_TRADES)
    trades = Trade.objects.select_related("instrument").order_by("-id")
    return trades if owner_id is None else trades.filter(user_id=owner_id)


def list_trades_of(*, user: Any, owner_id: int) -> QuerySet[Trade]:
    """Return the trades of one person.

    :raises NotFound: if they are out of reach.
    """
    access.require(user=user, action=Action.VIEW_TRADES, owner_id=owner_id)
    if not is_id(owner_id):
        raise NotFound
    return list_trades_for(user=user).filter(user_id=owner_id)


def get_trade_row_for(*, user: Any, trade_id: int) -> Trade:
    """Return one trade as a row, for serializers and pages.

    :raises NotFound: if there is none or it is out of reach; the two are answered alike.
    """
    trade = list_trades_for(user=user).filter(pk=trade_id).first() if is_id(trade_id) else None
    if trade is None:
        raise NotFound
    return trade


def get_trade_for(*, user: Any, trade_id: int) -> TradeFacts:
    """Return one trade as facts.

    :raises NotFound: if there is none or it is out of reach; the two are answered alike.
    """
    return facts_of_trade(get_trade_row_for(user=user, trade_id=trade_id))


def get_trade(*, trade_id: int) -> TradeFacts:
    """Return one trade as facts, for services that have checked the asker.

    :raises NotFound: if there is none.
    """
    trade = Trade.objects.select_related("instrument").filter(pk=trade_id).first()
    if trade is None:
        raise NotFound
    return facts_of_trade(trade)


def find_trade(*, user_id: int, client_order_id: str) -> TradeFacts | None:
    """Return the trade that was asked for under this id, or None."""
    trade = Trade.objects.select_related("instrument").filter(user_id=user_id, client_order_id=client_order_id).first()
    return None if trade is None else facts_of_trade(trade)


def count_unfinished(*, user_id: int) -> int:
    """Return how many of a person's trades have no outcome yet."""
    return Trade.objects.filter(user_id=user_id, status__in=[TradeStatus.PENDING, TradeStatus.AWAITING_APPROVAL]).count()


def profits_of(*, trades: Iterable[Trade], at: datetime) -> dict[int, Profit]:
    """Return what each trade has gained, by trade id, with one look at the quotes."""
    rows = list(trades)
    wanted = {trade.instrument_id for trade in rows if trade.side == Side.BUY and trade.filled_quantity}
    quotes = get_quotes(instrument_ids=sorted(wanted), at=at) if wanted else {}
    return {trade.pk: profit_of(trade, quotes=quotes) for trade in rows}


def profit_of(trade: Trade, *, quotes: Mapping[int, QuoteFacts]) -> Profit:
    """Return a purchase's gain at the present price, a sale's gain as the ledger booked it; both net of charges."""
    if not trade.filled_quantity:
        return UNKNOWN_PROFIT
    if trade.side == Side.SELL:
        if trade.realised_pnl is None:
            return UNKNOWN_PROFIT
        amount = trade.realised_pnl
        basis = trade.filled_value - trade.charges_total - amount  # what the sold shares had cost
    else:
        quote = quotes.get(trade.instrument_id)
        if quote is None or quote.last is None:
            return UNKNOWN_PROFIT
        basis = trade.filled_value + trade.charges_total
        amount = quote.last * trade.filled_quantity - basis
    if basis <= 0:
        return Profit(text=None, amount=amount, percent=None)
    percent = round_to_paise(amount / basis * 100)
    sign = "+" if percent > 0 else "-" if percent < 0 else ""
    return Profit(text=f"{sign}{abs(percent):f}%", amount=amount, percent=percent)


def profits_by_id(*, trade_ids: Iterable[int], at: datetime) -> dict[int, Profit]:
    """Return what trades have gained, by trade id; ids of no trade are left out."""
    return profits_of(trades=Trade.objects.filter(pk__in=list(trade_ids)), at=at)


def no_trades() -> QuerySet[Trade]:
    """Return nothing, for the tool that describes the interface without anybody asking."""
    return Trade.objects.none()

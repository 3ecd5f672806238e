"""A small world to trade in: a person with a portfolio and cash, a share with a LIVE quote, wishes and orders."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portfolio.services import portfolios
from stocksteward.core import clock
from tests.factories import accounts, market
from trading.domain.order_terms import OrderTerms
from trading.enums import OrderType, Product, Side, TradeOrigin
from trading.services import execution, orders, trades

_numbers = itertools.count(1)


@dataclass
class World:
    """Who trades what, on which portfolio."""

    user: Any
    portfolio: Any
    instrument: Any
    quote: Any

    def quote_at(self, last: str, *, bid: str | None = None, ask: str | None = None, **fields: Any) -> None:
        """Let the market show another price, fresh unless ``as_of`` says otherwise."""
        at = clock.now()
        price = Decimal(last)
        values = {
            "last": price,
            "bid": Decimal(bid) if bid else price - Decimal("0.10"),
            "ask": Decimal(ask) if ask else price + Decimal("0.10"),
            "as_of": at,
            "received_at": at,
            **fields,
        }
        for name, value in values.items():
            setattr(self.quote, name, value)
        self.quote.save()

    def terms(self, **fields: Any) -> OrderTerms:
        """Return a wish: buy ten at the market unless said otherwise."""
        values = {"instrument_id": self.instrument.pk, "side": Side.BUY, "quantity": 10, "order_type": OrderType.MARKET, **fields}
        if isinstance(values.get("limit_price"), str):
            values |= {"limit_price": Decimal(values["limit_price"]), "order_type": OrderType.LIMIT}
        return OrderTerms(product=Product.CNC, **values)

    def trade(
        self, *, client_order_id: str | None = None, origin: TradeOrigin = TradeOrigin.PAPER_ORDER, run_id: str = "", **fields: Any
    ) -> Any:
        """Ask for a trade."""
        return trades.request_trade(
            user_id=self.user.pk,
            portfolio_id=self.portfolio.id,
            terms=self.terms(**fields),
            client_order_id=client_order_id or f"test-{next(_numbers)}",
            origin=origin,
            run_id=run_id,
            at=clock.now(),
        )

    def placed(self, **fields: Any) -> Any:
        """Return an order that is RISK_CHECKED and not sent."""
        return orders.place_order(trade_id=self.trade(**fields).id, at=clock.now())

    def sent(self, **fields: Any) -> Any:
        """Return an order that has been sent."""
        return execution.send_order(order_id=self.placed(**fields).id, at=clock.now())


def make_world(
    *, user: Any = None, cash: str = "1000000", last: str = "1300.00", instrument: Any = None, threshold: str = "10000000"
) -> World:
    """Return a world whose person has the cash and may trade without asking anyone."""
    at = clock.now()
    person = user or accounts.TraderFactory()
    accounts.set_thresholds(person, approval=threshold)
    share = instrument or market.RelianceFactory()
    quote = getattr(share, "quote", None) or market.QuoteFactory(instrument=share, last=Decimal(last))
    market.FeedStateFactory()
    folder = portfolios.open_portfolio(user_id=person.pk, name="Paper", is_default=True, opening_cash=Decimal(cash), at=at)
    return World(user=person, portfolio=folder, instrument=share, quote=quote)

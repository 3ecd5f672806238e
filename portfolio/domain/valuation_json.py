"""The valuation as API and socket send it: decimals as strings, times in ISO 8601, what is not known as null."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from portfolio.domain.valuation import HoldingValue, Valuation


def valuation_as_json(worth: Valuation) -> dict[str, Any]:
    """Return the valuation with its holdings."""
    return {
        "portfolio_id": worth.portfolio_id,
        "cash": text(worth.cash),
        "held_cash": text(worth.held_cash),
        "invested": text(worth.invested),
        "market_value": text(worth.market_value),
        "unrealised": text(worth.unrealised),
        "realised": text(worth.realised),
        "day_pnl": text(worth.day_pnl),
        "total": text(worth.total),
        "net_deposits": text(worth.net_deposits),
        "charges_paid": text(worth.charges_paid),
        "holdings": [holding_as_json(row) for row in worth.holdings],
        "as_of": worth.as_of.isoformat(),
        "has_stale": worth.has_stale,
    }


def holding_as_json(row: HoldingValue) -> dict[str, Any]:
    """Return one holding with its latest price."""
    return {
        "symbol": row.instrument.symbol,
        "exchange": row.instrument.exchange,
        "isin": row.instrument.isin,
        "name": row.instrument.name,
        "sector": row.instrument.sector,
        "quantity": row.holding.quantity,
        "held_quantity": row.holding.held_quantity,
        "free_quantity": row.holding.free_quantity,
        "average_price": text(row.holding.average_price),
        "cost": text(row.holding.cost),
        "realised": text(row.holding.realised_pnl),
        "last": text(row.quote.last),
        "value": text(row.value),
        "unrealised": text(row.unrealised),
        "day_pnl": text(row.day_pnl),
        "weight_percent": text(row.weight_percent),
        "quote_status": str(row.quote.status),
        "source": row.quote.source,
        "as_of": row.quote.as_of.isoformat() if row.quote.as_of else None,
    }


def text(amount: Decimal | None) -> str | None:
    """Write an exact decimal with two places, or up to four where it has them; None stays None."""
    if amount is None:
        return None
    two_places = f"{amount:.2f}"
    return two_places if Decimal(two_places) == amount else f"{amount.normalize():f}"

"""What the desk is about to trade: the instruments whose prices the feed has to follow."""

from __future__ import annotations

from market.selectors.instruments import shown_instruments
from trading.domain import trade_states
from trading.models.trade import Trade
from trading.selectors.strategies import list_running_deployments


def instrument_ids_at_work() -> list[int]:
    """Return the instruments of trades without an outcome and of strategies that are deployed."""
    traded = (
        Trade.objects.exclude(status__in=[str(status) for status in trade_states.FINISHED])
        .order_by()
        .values_list("instrument_id", flat=True)
    )
    symbols = [symbol for deployment in list_running_deployments() for symbol in deployment.symbols]
    return sorted({*traded.distinct(), *(found.id for found in shown_instruments(symbols=symbols))})

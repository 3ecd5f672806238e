"""Every rule of the gate, in the order in which a person would want to read their reasons. To add one: one file, one line, one test."""

from __future__ import annotations

from collections.abc import Callable

from trading.risk.context import RiskContext
from trading.risk.finding import Finding
from trading.risk.rules import (
    daily_loss,
    duplicate_order,
    free_cash,
    free_shares,
    halt,
    live_mode,
    market_open,
    order_value,
    position_size,
    price_band,
    sector_allowed,
    stale_quote,
    tick_and_lot,
    user_suspended,
)

Rule = Callable[[RiskContext], Finding]

RULES: dict[str, Rule] = {
    "halt": halt.check,
    "user_suspended": user_suspended.check,
    "live_mode": live_mode.check,
    "market_open": market_open.check,
    "intraday_cut_off": market_open.check_intraday_cut_off,
    "tick_and_lot": tick_and_lot.check,
    "stale_quote": stale_quote.check,
    "price_band": price_band.check,
    "sector_allowed": sector_allowed.check,
    "free_cash": free_cash.check,
    "free_shares": free_shares.check,
    "order_value": order_value.check,
    "high_value": order_value.check_high_value,
    "position_size": position_size.check,
    "daily_loss": daily_loss.check,
    "duplicate_order": duplicate_order.check,
}

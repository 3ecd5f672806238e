"""The day's gainers and losers."""

from __future__ import annotations

from datetime import datetime

from market.domain.movers import Movers, rank_movers
from market.enums import InstrumentKind
from market.selectors.quotes import quotes_of_kinds

LIMIT_MAX = 50


def get_movers(*, at: datetime, limit: int = 5) -> Movers:
    """Return the shares that have gained and lost most since the previous close, at most ``limit`` (up to 50) of each."""
    return rank_movers(quotes=quotes_of_kinds(kinds=[InstrumentKind.EQUITY], at=at), limit=min(max(limit, 1), LIMIT_MAX))

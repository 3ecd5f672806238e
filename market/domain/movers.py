"""Which shares have gained and lost most since the previous close."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from market.domain.quotes import QuoteFacts, quote_as_json
from market.enums import QuoteStatus

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Movers:
    """Gainers from the largest gain down, losers from the largest loss down; status and time of the least trustworthy among them."""

    gainers: tuple[QuoteFacts, ...]
    losers: tuple[QuoteFacts, ...]
    source: str
    status: QuoteStatus
    as_of: datetime | None


def rank_movers(*, quotes: Iterable[QuoteFacts], limit: int) -> Movers:
    """Rank quotes of which a change is known; what has not moved is neither."""
    moved = [(quote.change_percent or _ZERO, quote.symbol, quote) for quote in quotes]
    gains = sorted((row for row in moved if row[0] > _ZERO), key=lambda row: (-row[0], row[1]))
    losses = sorted((row for row in moved if row[0] < _ZERO), key=lambda row: (row[0], row[1]))
    gainers, losers = tuple(row[2] for row in gains[:limit]), tuple(row[2] for row in losses[:limit])
    shown = (*gainers, *losers)
    times = [quote.as_of for quote in shown if quote.as_of is not None]
    return Movers(
        gainers=gainers,
        losers=losers,
        source=shown[0].source if shown else "",
        status=_least(quote.status for quote in shown),
        as_of=min(times) if times else None,
    )


def _least(statuses: Iterable[QuoteStatus]) -> QuoteStatus:
    found = set(statuses)
    if not found or QuoteStatus.UNAVAILABLE in found:
        return QuoteStatus.UNAVAILABLE
    return QuoteStatus.STALE if QuoteStatus.STALE in found else QuoteStatus.LIVE


def movers_as_json(movers: Movers) -> dict[str, Any]:
    """Return the movers as API and topic send them."""
    return {
        "gainers": [quote_as_json(quote) for quote in movers.gainers],
        "losers": [quote_as_json(quote) for quote in movers.losers],
        "source": movers.source,
        "status": movers.status.value,
        "as_of": movers.as_of.isoformat() if movers.as_of else None,
    }

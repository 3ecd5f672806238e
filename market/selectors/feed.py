"""The row of the market feed."""

from __future__ import annotations

from market.domain.status import FeedFacts
from market.models.feed import FeedState

NEVER_RAN = FeedFacts(
    mode="",
    owner="",
    leased_until=None,
    market_time=None,
    published_at=None,
    sequence=0,
    is_finished=False,
    detail="The feed has not run yet.",
)


def get_feed() -> FeedFacts:
    """Return what is known of the feed; one that has never run says so."""
    row = FeedState.objects.filter(pk=1).first()
    if row is None:
        return NEVER_RAN
    return FeedFacts(
        mode=row.mode,
        owner=row.owner,
        leased_until=row.leased_until,
        market_time=row.market_time,
        published_at=row.published_at,
        sequence=row.sequence,
        is_finished=row.is_finished,
        detail=row.detail,
    )

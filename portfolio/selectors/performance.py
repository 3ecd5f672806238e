"""How a portfolio has done since it was opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import TruncDate

from portfolio.domain import returns
from portfolio.domain.returns import PerformancePoint
from portfolio.models.snapshot import PortfolioSnapshot
from portfolio.selectors import valuation
from stocksteward.core import clock

DAYS_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Performance:
    """Rupees and percent; None where a price that is needed is not known, or too few snapshots exist.

    ``pnl_amount`` is what the portfolio is worth less what was paid in, after every charge; ``pnl_percent`` the same in percent of
    what was paid in; ``time_weighted_percent`` and ``largest_fall_percent`` follow from the snapshots.
    """

    portfolio_id: int
    as_of: datetime
    total: Decimal | None
    net_deposits: Decimal
    pnl_amount: Decimal | None
    pnl_percent: Decimal | None
    unrealised: Decimal | None
    realised: Decimal
    day_pnl: Decimal | None
    charges_paid: Decimal
    time_weighted_percent: Decimal | None
    largest_fall_percent: Decimal | None
    points: tuple[PerformancePoint, ...]


def get_performance(*, portfolio_id: int, at: datetime, start: datetime | None = None) -> Performance:
    """Return how the portfolio has done, with the curve of its snapshots (since ``start``) up to now: see :func:`list_points`.

    :raises NotFound: if there is no such portfolio.
    """
    worth = valuation.value_portfolio(portfolio_id=portfolio_id, at=at)
    points = list_points(portfolio_id=portfolio_id, at=at, start=start)
    if worth.total is not None and (not points or points[-1].at < at):
        points.append(PerformancePoint(at=at, total=worth.total, net_deposits=worth.net_deposits))
    gained = None if worth.total is None else worth.total - worth.net_deposits
    return Performance(
        portfolio_id=portfolio_id,
        as_of=at,
        total=worth.total,
        net_deposits=worth.net_deposits,
        pnl_amount=gained,
        pnl_percent=None if gained is None else returns.percent_of(gained, worth.net_deposits),
        unrealised=worth.unrealised,
        realised=worth.realised,
        day_pnl=worth.day_pnl,
        charges_paid=worth.charges_paid,
        time_weighted_percent=returns.time_weighted_percent(points),
        largest_fall_percent=returns.largest_fall_percent(points),
        points=tuple(points),
    )


def list_points(*, portfolio_id: int, at: datetime | None = None, start: datetime | None = None) -> list[PerformancePoint]:
    """Return the snapshots of the 24 hours before ``at`` (now unless given), and before those the last one of each day in Mumbai, oldest first.

    Snapshots whose total was not known are left out; of days there are the latest 2,000 at most.
    """
    at = at or clock.now()
    known = PortfolioSnapshot.objects.filter(portfolio_id=portfolio_id, total__isnull=False, taken_at__lte=at)
    if start is not None:
        known = known.filter(taken_at__gte=start)
    recent_since = at - timedelta(days=1)
    days = known.filter(taken_at__lt=recent_since).annotate(day=TruncDate("taken_at", tzinfo=clock.IST)).values("day")
    ends = days.annotate(end=Max("taken_at")).order_by("-day").values_list("end", flat=True)[:DAYS_MAX]
    rows = known.filter(Q(taken_at__gte=recent_since) | Q(taken_at__in=list(ends))).order_by("taken_at")
    return [
        PerformancePoint(at=taken_at, total=total, net_deposits=paid)
        for taken_at, total, paid in rows.values_list("taken_at", "total", "net_deposits")
        if total is not None
    ]


def list_snapshots(*, portfolio_id: int) -> QuerySet[PortfolioSnapshot]:
    """The snapshots of one portfolio with their holdings, latest first."""
    return PortfolioSnapshot.objects.filter(portfolio_id=portfolio_id).prefetch_related("holdings__instrument")

"""Writing down what every portfolio is worth."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from portfolio.domain.valuation import HoldingValue, Valuation
from portfolio.models.portfolio import Portfolio
from portfolio.models.snapshot import HoldingSnapshot, PortfolioSnapshot
from portfolio.selectors import valuation
from stocksteward.core.money import round_to_smallest_unit

SLOT_MINUTES = 5
BATCH = 200


def snapshot_all(at: datetime) -> int:
    """Write a snapshot of every portfolio for the five minutes that ``at`` is in; return how many were new.

    Called twice for the same five minutes it writes once: a task may be delivered again.
    """
    slot = at.replace(minute=at.minute - at.minute % SLOT_MINUTES, second=0, microsecond=0)
    taken = PortfolioSnapshot.objects.filter(taken_at=slot).values("portfolio_id")
    waiting = list(Portfolio.objects.exclude(pk__in=taken).order_by("pk").values_list("pk", flat=True))
    return sum(_snapshot(waiting[start : start + BATCH], slot=slot, at=at) for start in range(0, len(waiting), BATCH))


def _snapshot(portfolio_ids: list[int], *, slot: datetime, at: datetime) -> int:
    with transaction.atomic():
        # Locked in one order: two workers at the same slot wait here, and the second finds the work done.
        locked = list(
            Portfolio.objects.select_for_update(no_key=True).filter(pk__in=portfolio_ids).order_by("pk").values_list("pk", flat=True)
        )
        done = set(PortfolioSnapshot.objects.filter(taken_at=slot, portfolio_id__in=locked).values_list("portfolio_id", flat=True))
        worths = valuation.value_portfolios(portfolio_ids=[pk for pk in locked if pk not in done], at=at)
        rows = PortfolioSnapshot.objects.bulk_create([_row(worth, slot=slot) for worth in worths.values()])
        HoldingSnapshot.objects.bulk_create(
            [_holding_row(row, holding) for row in rows for holding in worths[row.portfolio_id].holdings],
            batch_size=500,
        )
    return len(rows)


def _row(worth: Valuation, *, slot: datetime) -> PortfolioSnapshot:
    return PortfolioSnapshot(
        portfolio_id=worth.portfolio_id,
        taken_at=slot,
        cash=worth.cash,
        held_cash=worth.held_cash,
        invested=worth.invested,
        market_value=_kept(worth.market_value),
        unrealised=_kept(worth.unrealised),
        realised=worth.realised,
        day_pnl=_kept(worth.day_pnl),
        total=_kept(worth.total),
        net_deposits=worth.net_deposits,
        has_stale=worth.has_stale,
    )


def _holding_row(snapshot: PortfolioSnapshot, row: HoldingValue) -> HoldingSnapshot:
    return HoldingSnapshot(
        snapshot=snapshot,
        instrument_id=row.holding.instrument_id,
        quantity=row.holding.quantity,
        cost=row.holding.cost,
        price=_kept(row.quote.last),
        value=_kept(row.value),
        quote_status=row.quote.status,
        price_as_of=row.quote.as_of,
    )


def _kept(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else round_to_smallest_unit(amount)

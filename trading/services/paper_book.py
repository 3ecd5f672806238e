"""The paper broker's book and its view of the market, kept in the desk's own database but apart from the desk's orders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from market.domain.market_mode import parse_market_mode
from market.enums import QuoteStatus
from market.selectors.instruments import get_instrument_by_id
from market.selectors.market_clock import market_now
from market.selectors.quotes import get_quote
from market.selectors.sessions import session_for
from trading.domain import paper_exchange
from trading.domain.paper_exchange import MarketMoment, PaperFillFacts, PaperOrderFacts
from trading.enums import OrderType, PaperOrderStatus, Product, Side
from trading.models.order import Order
from trading.models.paper import PaperFill, PaperOrder

NEVER_ARRIVED = "It had not arrived when the desk asked for it; it is not taken any more."


class StoredBook:
    """Paper orders as rows. Every call is one transaction and is on disk when it returns."""

    def accept(self, *, order: PaperOrderFacts, at: datetime) -> PaperOrderFacts:
        """Write a new order down with the fills that it met on arrival; a known tag returns what is there, unchanged."""
        with transaction.atomic():
            row, is_new = PaperOrder.objects.get_or_create(
                tag=order.tag,
                defaults={
                    "instrument_id": order.instrument_id,
                    "side": order.side,
                    "quantity": order.quantity,
                    "order_type": order.order_type,
                    "limit_price": order.limit_price,
                    "price_bound": order.price_bound,
                    "product": order.product,
                    "status": order.status,
                    "reason": order.reason,
                    "filled_quantity": order.filled_quantity,
                    "is_resting": order.is_resting,
                    "accepted_at": order.accepted_at,
                    "expires_at": order.expires_at,
                    "matched_sequence": order.matched_sequence,
                    "placed_at": at,
                },
            )
            if is_new:
                _store_fills(row=row, fills=order.fills)
                return order
        return _facts(row)

    def find(self, *, tags: Sequence[str]) -> dict[str, PaperOrderFacts]:
        """Return those orders that the book has, with their fills; closed tags are orders that were rejected."""
        rows = PaperOrder.objects.filter(tag__in=list(tags)).prefetch_related("fills")
        return {row.tag: _facts(row) for row in rows}

    def close_tag(self, *, tag: str, at: datetime) -> bool:
        """Make the tag unusable; True if no order had it (now or when it was closed before), False if one had."""
        from_order = _blank(tag=tag, at=at)
        if from_order is None:
            return False
        row, is_new = PaperOrder.objects.get_or_create(tag=tag, defaults=from_order)
        return is_new or (row.status == PaperOrderStatus.REJECTED and row.reason == NEVER_ARRIVED)

    def change(self, *, tag: str, change: Callable[[PaperOrderFacts], PaperOrderFacts]) -> PaperOrderFacts | None:
        """Lock the order, apply the pure change, write what is new; None when there is no such order."""
        with transaction.atomic():
            row = PaperOrder.objects.select_for_update(no_key=True).filter(tag=tag).first()
            if row is None:
                return None
            before = _facts(row)
            after = change(before)
            if after != before:
                _write(row=row, before=before, after=after)
            return after


def _blank(*, tag: str, at: datetime) -> dict[str, object] | None:
    order = Order.objects.filter(tag=tag).first()
    if order is None:
        return None
    return {
        "instrument_id": order.instrument_id,
        "side": order.side,
        "quantity": order.quantity,
        "order_type": order.order_type,
        "limit_price": order.limit_price,
        "price_bound": order.price_bound,
        "product": order.product,
        "status": PaperOrderStatus.REJECTED,
        "reason": NEVER_ARRIVED,
        "accepted_at": at,
        "placed_at": at,
    }


def match_open_orders(*, instrument_id: int, match: Callable[[list[PaperOrderFacts]], list[PaperOrderFacts]]) -> list[str]:
    """Lock the open orders of an instrument, first come first, apply the pure match, write what is new; return the tags that changed."""
    changed = []
    with transaction.atomic():
        rows = list(
            PaperOrder.objects.select_for_update(no_key=True)
            .filter(instrument_id=instrument_id, status=PaperOrderStatus.OPEN)
            .order_by("id")
            .prefetch_related("fills")
        )
        before = [_facts(row) for row in rows]
        for row, old, new in zip(rows, before, match(before), strict=True):
            if old != new:
                _write(row=row, before=old, after=new)
            if (old.status, old.filled_quantity) != (new.status, new.filled_quantity):
                changed.append(row.tag)
    return changed


def instruments_with_open_orders() -> set[int]:
    """Return the instruments in which the paper broker has open orders."""
    return set(PaperOrder.objects.filter(status=PaperOrderStatus.OPEN).values_list("instrument_id", flat=True).distinct())


def expire_due(*, at: datetime) -> list[str]:
    """End the open orders whose session is over, on the market's clock; return their tags."""
    market_time = market_now(at=at)
    book = StoredBook()
    due = PaperOrder.objects.filter(status=PaperOrderStatus.OPEN, expires_at__lte=market_time).values_list("tag", flat=True)
    tags = list(due[:500])
    for tag in tags:
        book.change(tag=tag, change=lambda order: paper_exchange.expire(order, market_time=market_time))
    return tags


class DeskMarket:
    """What the paper broker sees of the market: the desk's own quotes, sessions and clock."""

    def market_time(self, *, at: datetime) -> datetime:
        """Return the moment on the market's clock."""
        return market_now(at=at)

    def day_ends_at(self, *, instrument_id: int, at: datetime) -> datetime | None:
        """Return when the present session ends, on the market's clock; None where it never does."""
        return session_for(instrument=get_instrument_by_id(instrument_id=instrument_id), at=at).closes_at

    def is_open(self, *, instrument_id: int, at: datetime) -> bool:
        """Say whether the instrument trades at this moment."""
        return session_for(instrument=get_instrument_by_id(instrument_id=instrument_id), at=at).is_open

    def arrival_moment(self, *, order: PaperOrderFacts, at: datetime) -> MarketMoment | None:
        """Return what the order meets on arrival; None without a LIVE price, and in a replay, where only the tape fills."""
        if parse_market_mode(settings.STEWARD_MARKET).kind == "replay":
            return None
        quote = get_quote(instrument_id=order.instrument_id, at=at)
        if quote.status != QuoteStatus.LIVE:
            return None
        return paper_exchange.moment_of_quote(order=order, quote=quote, at=order.accepted_at)


def _facts(row: PaperOrder) -> PaperOrderFacts:
    fills = sorted(row.fills.all(), key=lambda fill: fill.pk)
    return PaperOrderFacts(
        tag=row.tag,
        instrument_id=row.instrument_id,
        side=Side(row.side),
        quantity=row.quantity,
        order_type=OrderType(row.order_type),
        limit_price=row.limit_price,
        price_bound=row.price_bound,
        product=Product(row.product),
        status=PaperOrderStatus(row.status),
        accepted_at=row.accepted_at,
        expires_at=row.expires_at,
        reason=row.reason,
        filled_quantity=row.filled_quantity,
        is_resting=row.is_resting,
        matched_sequence=row.matched_sequence,
        fills=tuple(
            PaperFillFacts(
                trade_number=fill.trade_number,
                quantity=fill.quantity,
                price=fill.price,
                traded_at=fill.traded_at,
                quote_price=fill.quote_price,
                quote_source=fill.quote_source,
                quote_as_of=fill.quote_as_of,
            )
            for fill in fills
        ),
    )


def _write(*, row: PaperOrder, before: PaperOrderFacts, after: PaperOrderFacts) -> None:
    row.status = after.status
    row.reason = after.reason
    row.filled_quantity = after.filled_quantity
    row.is_resting = after.is_resting
    row.matched_sequence = after.matched_sequence
    row.save(update_fields=["status", "reason", "filled_quantity", "is_resting", "matched_sequence"])
    _store_fills(row=row, fills=after.fills[len(before.fills) :])


def _store_fills(*, row: PaperOrder, fills: Sequence[PaperFillFacts]) -> None:
    PaperFill.objects.bulk_create(
        PaperFill(
            order=row,
            trade_number=fill.trade_number,
            quantity=fill.quantity,
            price=fill.price,
            traded_at=fill.traded_at,
            quote_price=fill.quote_price,
            quote_source=fill.quote_source,
            quote_as_of=fill.quote_as_of,
        )
        for fill in fills
    )

"""Checks of orders, fills and holds against each other; ``verify_ledger`` runs them after the ledger's own."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Sum, Value
from django.db.models.functions import Coalesce, Concat

from portfolio.domain.facts import LedgerDefect
from trading.domain import order_states
from trading.enums import ApprovalStatus, OrderStatus, TradeStatus
from trading.models.approval import Approval
from trading.models.fill import Fill
from trading.models.order import Order, OrderEvent
from trading.models.paper import PaperOrder
from trading.models.trade import Trade

_LIVE = [str(status) for status in order_states.LIVE]
_NEVER_FILLED = [str(status) for status in (*order_states.NEVER_SENT, OrderStatus.REJECTED)]


def check_filled_quantities() -> Iterator[LedgerDefect]:
    """An order has been filled by the sum of its fills, and so has its trade by the sum of its orders."""
    orders = Order.objects.annotate(total=Coalesce(Sum("fills__quantity"), 0)).exclude(total=F("filled_quantity"))
    for order in orders:
        yield _defect(101, "order_is_filled_by_its_fills", f"order {order.tag}", f"filled {order.filled_quantity}, fills {_total(order)}")
    trades = Trade.objects.annotate(total=Coalesce(Sum("orders__filled_quantity"), 0)).exclude(total=F("filled_quantity"))
    for trade in trades:
        yield _defect(101, "trade_is_filled_by_its_orders", f"trade {trade.pk}", f"filled {trade.filled_quantity}, orders {_total(trade)}")


def check_fills_of_unsent_orders() -> Iterator[LedgerDefect]:
    """What was never sent, or was rejected, has no fill; every fill is booked under its own reference."""
    for fill in Fill.objects.filter(order__status__in=_NEVER_FILLED).select_related("order"):
        yield _defect(102, "order_never_sent_has_no_fill", f"order {fill.order.tag}", f"{fill.order.status}, fill {fill.broker_trade_id}")
    booked = Order.objects.filter(pk=OuterRef("order_id"), portfolio__journals__reference=OuterRef("reference_text"))
    text = Concat(Value("fill:"), F("broker"), Value(":"), F("broker_trade_id"), output_field=CharField())
    for fill in Fill.objects.annotate(reference_text=text).exclude(Exists(booked)).select_related("order"):
        yield _defect(102, "fill_is_booked", f"order {fill.order.tag}", f"no journal {fill.reference}")


def check_holds() -> Iterator[LedgerDefect]:
    """A live order has a hold that was not given back; an order that has ended holds nothing."""
    held = Order.objects.annotate(reference=Concat(Value("order:"), F("tag"), output_field=CharField()))
    live = held.filter(status__in=_LIVE)
    kept = live.filter(portfolio__holds__reference=F("reference"), portfolio__holds__released_at__isnull=True)
    for order in live.exclude(pk__in=kept.values("pk")):
        yield _defect(103, "live_order_has_a_hold", f"order {order.tag}", f"{order.status} without an open hold")
    ended = held.exclude(status__in=_LIVE).filter(portfolio__holds__reference=F("reference"), portfolio__holds__remaining__gt=0)
    for order in ended:
        yield _defect(103, "ended_order_holds_nothing", f"order {order.tag}", f"{order.status} and still holding")


def check_approvals() -> Iterator[LedgerDefect]:
    """An approval is used at most once, by an order of its own trade, and only when it was given."""
    used = Approval.objects.filter(consumed_by__isnull=False)
    for approval in used.filter(~Q(status=ApprovalStatus.APPROVED) | ~Q(consumed_by__trade=F("trade"))):
        yield _defect(104, "approval_is_used_once_by_its_trade", f"approval {approval.pk}", f"{approval.status}, used by another order")
    for trade in Trade.objects.annotate(total=Count("approvals", filter=Q(approvals__consumed_by__isnull=False))).filter(total__gt=1):
        yield _defect(104, "trade_uses_one_approval", f"trade {trade.pk}", f"{_total(trade)} approvals were used")


def check_paper_book() -> Iterator[LedgerDefect]:
    """One tag is one broker order of the same wish, and every paper order is one of ours."""
    ours = Order.objects.filter(tag=OuterRef("tag"), side=OuterRef("side"), quantity=OuterRef("quantity"), broker="paper")
    for paper in PaperOrder.objects.exclude(Exists(ours.filter(instrument_id=OuterRef("instrument_id")))):
        yield _defect(105, "broker_order_is_one_of_ours", f"tag {paper.tag}", "no order of ours has this tag, side and quantity")


def check_outcomes() -> Iterator[LedgerDefect]:
    """A trade whose order has ended has an outcome; an executed one is filled; events end where the order stands."""
    ended = Trade.objects.filter(status=TradeStatus.PENDING, orders__status__in=[str(status) for status in order_states.FINISHED])
    for trade in ended:
        yield _defect(106, "trade_of_an_ended_order_has_an_outcome", f"trade {trade.pk}", "PENDING though its order has ended")
    for trade in Trade.objects.filter(status=TradeStatus.EXECUTED).exclude(filled_quantity=F("quantity")):
        yield _defect(106, "executed_trade_is_filled", f"trade {trade.pk}", f"{trade.filled_quantity} of {trade.quantity}")
    last = OrderEvent.objects.filter(order=OuterRef("pk"), number=OuterRef("event_count"), to_status=OuterRef("status"))
    for order in Order.objects.exclude(Exists(last)):
        yield _defect(106, "order_stands_where_its_last_event_says", f"order {order.tag}", f"{order.status} has no such event")


CHECKS = (
    check_filled_quantities,
    check_fills_of_unsent_orders,
    check_holds,
    check_approvals,
    check_paper_book,
    check_outcomes,
)


def _total(row: Order | Trade) -> int:
    return int(getattr(row, "total", 0))


def _defect(number: int, name: str, subject: str, problem: str) -> LedgerDefect:
    return LedgerDefect(check=number, name=name, subject=subject, problem=problem)

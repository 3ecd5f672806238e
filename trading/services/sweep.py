"""Picks up what a crash, a lost message or a silent broker left behind, by the same functions as the normal path."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from trading.domain import order_states
from trading.enums import OrderStatus, TradeStatus
from trading.models.order import Order
from trading.models.trade import Trade
from trading.services import execution, paper_book, settlement, submissions

logger = logging.getLogger(__name__)

SEND_AFTER = timedelta(seconds=2)
DOUBT_AFTER = timedelta(seconds=10)
AT_ONCE_MAX = 500


def sweep(*, at: datetime) -> int:
    """Bring every unfinished order and trade a step on; return how many were touched. One that fails does not stop the others."""
    unsent = Order.objects.filter(status=OrderStatus.RISK_CHECKED, changed_at__lte=at - SEND_AFTER)
    silent = Order.objects.filter(status=OrderStatus.SUBMITTED, changed_at__lte=at - DOUBT_AFTER)
    unknown = Order.objects.filter(status=OrderStatus.UNKNOWN)
    touched = _each("send", _ids(unsent), lambda pk: execution.send_order(order_id=pk, at=at))
    touched += _each("reconcile", _ids(silent), lambda pk: execution.reconcile_order(order_id=pk, at=at))
    touched += _each("reconcile", _ids(unknown), lambda pk: execution.reconcile_order(order_id=pk, at=at))
    paper_book.expire_due(at=at)
    touched += _collect(at=at)
    to_cancel = Order.objects.filter(status__in=[str(status) for status in order_states.AT_BROKER], cancel_requested_at__isnull=False)
    touched += _each("cancel", _ids(to_cancel), lambda pk: execution.ask_to_cancel(order_id=pk, at=at))
    unsettled = Order.objects.filter(status__in=[str(status) for status in order_states.FINISHED], trade__status=TradeStatus.PENDING)
    touched += _each("settle", _ids(unsettled), lambda pk: settlement.settle_again(order_id=pk, at=at))
    forgotten = Trade.objects.filter(status=TradeStatus.PENDING, run_id="", orders__isnull=True, changed_at__lte=at - SEND_AFTER)
    touched += _each("proceed", _ids(forgotten), lambda pk: submissions.proceed(trade_id=pk, at=at))
    return touched


def _ids(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE_MAX])


def _each(what: str, ids: Iterable[int], act: Callable[[int], object]) -> int:
    touched = 0
    for pk in ids:
        try:
            act(pk)
        except Exception:
            logger.exception("the sweep could not %s %s", what, pk)
        else:
            touched += 1
    return touched


def _collect(*, at: datetime) -> int:
    """Read the brokers' books for the orders that are open there; what differs is booked."""
    open_ones = Order.objects.filter(status__in=[str(status) for status in order_states.AT_BROKER]).order_by("pk")
    tags: dict[str, list[str]] = {}
    for broker, tag in open_ones.values_list("broker", "tag"):
        tags.setdefault(broker, []).append(tag)
    changed = 0
    for broker, all_tags in tags.items():
        for start in range(0, len(all_tags), AT_ONCE_MAX):
            try:
                changed += execution.collect(tags=all_tags[start : start + AT_ONCE_MAX], broker=broker, at=at)
            except Exception:
                logger.exception("the book of %s could not be read", broker)
    return changed

"""The door to the broker: claim, commit, one call; whatever is not certain is looked up by tag, never sent again."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.services import audit
from stocksteward.core.errors import Conflict
from trading.brokers import registry
from trading.brokers.base import Broker, BrokerStatus, OrderReport, OrderRequest
from trading.brokers.errors import BrokerRejected, BrokerUnavailable
from trading.brokers.paper import PaperBroker
from trading.domain import order_states
from trading.domain.facts import OrderFacts
from trading.enums import DenialCode, HaltScope, OrderStatus, OrderType, Product, Side, Validity
from trading.models.halt import Halt
from trading.models.order import Order
from trading.selectors.facts import facts_of_order
from trading.services import lifecycle
from trading.services.acting import acting_for
from trading.services.fills import record_fill_of_locked
from trading.services.paper_book import DeskMarket, StoredBook
from trading.services.settlement import NOT_PLACED, finish_order, lock_order

logger = logging.getLogger(__name__)

# A placement that has not arrived after this long is ruled out where the broker can promise that it never will.
RULE_OUT_AFTER = timedelta(seconds=5)
_ENDS = {
    BrokerStatus.CANCELLED: OrderStatus.CANCELLED,
    BrokerStatus.EXPIRED: OrderStatus.EXPIRED,
    BrokerStatus.REJECTED: OrderStatus.REJECTED,
}

registry.register("paper", lambda: PaperBroker(book=StoredBook(), market=DeskMarket()))


class OrderNotCancellable(Conflict):
    """The order has ended already; nobody has to act."""

    code = "order_not_cancellable"


class TagConflict(Conflict):
    """The broker's book has our tag on another order; the operator must look at once."""

    code = "tag_conflict"


def may_be_sent() -> Q:
    """Return the condition of the claim: no halt stops the owner now, and the owner may trade. It is part of the UPDATE."""
    concerns = Q(scope=HaltScope.GLOBAL) | Q(user_id=OuterRef("user_id"))
    is_halted = Exists(Halt.objects.filter(concerns, is_active=True))
    trader = get_user_model().objects.filter(pk=OuterRef("user_id"), is_active=True, trading_suspended=False)
    return Q(~is_halted) & Q(Exists(trader)) & Q(cancel_requested_at__isnull=True)


def send_order(*, order_id: int, at: datetime) -> OrderFacts:
    """Send a RISK_CHECKED order, once in its life. Nothing happens when another was faster or it stands elsewhere.

    Must not be called inside a transaction: the claim has to be on disk before the broker hears of the order.
    """
    order = Order.objects.select_related("instrument").get(pk=order_id)
    if order.status != OrderStatus.RISK_CHECKED:
        return facts_of_order(order)
    with acting_for(order.user_id), transaction.atomic(durable=True):
        claimed = lifecycle.try_move_order(
            order=order, to=OrderStatus.SUBMITTED, at=at, only_if=may_be_sent(), is_quiet=True, submitted_at=at
        )
    if not claimed:
        return _refuse_unsent(order_id=order_id, at=at)
    broker = registry.get(order.broker)
    try:
        report = broker.place(_request_of(order, at=at))
    except BrokerRejected as refusal:
        return _end(order_id=order_id, to=OrderStatus.REJECTED, at=at, reason=refusal.message, code=refusal.code)
    except Exception as doubt:
        # Whatever this is, the order may have arrived: only the broker's book can tell.
        logger.exception("the broker's answer is not certain")
        return _doubt(
            order_id=order_id, at=at, reason=f"The broker's answer is not certain ({type(doubt).__name__}); it is being looked up."
        )
    return apply_report(order_id=order_id, report=report, at=at)


def _request_of(order: Order, *, at: datetime) -> OrderRequest:
    return OrderRequest(
        tag=order.tag,
        instrument_id=order.instrument_id,
        exchange=order.instrument.exchange,
        symbol=order.instrument.symbol,
        side=Side(order.side),
        quantity=order.quantity,
        order_type=OrderType(order.order_type),
        limit_price=order.limit_price,
        price_bound=order.price_bound,
        product=Product(order.product),
        validity=Validity(order.validity),
        at=at,
    )


def _refuse_unsent(*, order_id: int, at: datetime) -> OrderFacts:
    """The claim failed: if a halt or a suspension is why, the order ends DENIED and its hold goes back."""
    with transaction.atomic():
        order, trade = lock_order(order_id=order_id)
        if order.status == OrderStatus.RISK_CHECKED:
            with acting_for(order.user_id):
                if order.cancel_requested_at is not None:
                    finish_order(order=order, trade=trade, to=OrderStatus.CANCELLED, at=at, reason="Cancelled before it was sent.")
                elif not Order.objects.filter(may_be_sent(), pk=order_id).exists():
                    reason = "Trading was halted, or the user suspended, before the order was sent."
                    finish_order(order=order, trade=trade, to=OrderStatus.DENIED, at=at, reason=reason, code=DenialCode.HALTED.value)
        return facts_of_order(order)


def _doubt(*, order_id: int, at: datetime, reason: str) -> OrderFacts:
    order = Order.objects.select_related("instrument").get(pk=order_id)
    if order.status == OrderStatus.SUBMITTED:
        with acting_for(order.user_id):
            lifecycle.try_move_order(order=order, to=OrderStatus.UNKNOWN, at=at, reason=reason)
    return facts_of_order(Order.objects.select_related("instrument").get(pk=order_id))


@transaction.atomic
def _end(*, order_id: int, to: OrderStatus, at: datetime, reason: str, code: str) -> OrderFacts:
    order, trade = lock_order(order_id=order_id)
    if to in order_states.NEXT[OrderStatus(order.status)] and order.status not in order_states.FINISHED:
        with acting_for(order.user_id):
            finish_order(order=order, trade=trade, to=to, at=at, reason=reason, code=code)
    return facts_of_order(order)


def apply_report(*, order_id: int, report: OrderReport, at: datetime) -> OrderFacts:
    """Bring our order to where the broker says it is: new fills are booked, an end is an end. Applying it twice changes nothing.

    :raises TagConflict: if the report is about another order than ours.
    """
    with transaction.atomic():
        order, trade = lock_order(order_id=order_id)
        ours = (order.tag, order.instrument_id, order.side, order.quantity)
        if ours != (report.tag, report.instrument_id, report.side.value, report.quantity):
            raise TagConflict("The broker's book has our tag on another order.", tag=order.tag)
        with acting_for(order.user_id), audit.together():
            if order.status in order_states.IN_DOUBT and report.status != BrokerStatus.REJECTED:
                lifecycle.move_order(
                    order=order,
                    to=OrderStatus.PENDING,
                    at=at,
                    reason="Taken by the broker.",
                    is_quiet=bool(report.fills),
                    broker_order_id=report.broker_order_id,
                )
            for fill in report.fills:
                record_fill_of_locked(order=order, trade=trade, fill=fill, at=at)
            end = _ENDS.get(report.status)
            if end is not None and order.status not in order_states.FINISHED:
                if end == OrderStatus.REJECTED and order.status == OrderStatus.PARTIALLY_FILLED:
                    end = OrderStatus.CANCELLED
                finish_order(order=order, trade=trade, to=end, at=at, reason=report.reason)
    return facts_of_order(order)


def reconcile_order(*, order_id: int, at: datetime) -> OrderFacts:
    """Find out, by tag, what became of an order whose outcome is not certain. It is never sent again."""
    facts = _doubt(order_id=order_id, at=at, reason="No answer was stored; the broker's book is being asked.")
    if facts.status != OrderStatus.UNKNOWN:
        return facts
    broker = registry.get(facts.broker)
    try:
        report = broker.fetch_orders([facts.tag]).get(facts.tag)
    except BrokerUnavailable as error:
        logger.warning("the broker's book cannot be read: %s", error.message)
        return facts
    if report is not None:
        return apply_report(order_id=order_id, report=report, at=at)
    return _rule_out(facts=facts, broker=broker, at=at)


def _rule_out(*, facts: OrderFacts, broker: Broker, at: datetime) -> OrderFacts:
    submitted_at = Order.objects.values_list("submitted_at", flat=True).get(pk=facts.id)
    if submitted_at is not None and at - submitted_at < RULE_OUT_AFTER:
        return facts
    if not broker.rule_out(tag=facts.tag, at=at):
        return facts
    reason = "It never reached the broker; nothing was traded. Ask again if you still want it."
    return _end(order_id=facts.id, to=OrderStatus.REJECTED, at=at, reason=reason, code=NOT_PLACED)


def cancel_order(*, order_id: int, at: datetime, reason: str = "") -> OrderFacts:
    """Cancel: at once what was not sent, else by asking the broker; the broker's word ends the order, not ours.

    :raises OrderNotCancellable: if it has ended.
    """
    words = reason or "Cancelled as asked."
    with transaction.atomic():
        order, trade = lock_order(order_id=order_id)
        if order.status in order_states.FINISHED:
            raise OrderNotCancellable(f"The order is {order.status} already.", status=order.status)
        if order.status in order_states.UNSENT:
            with acting_for(order.user_id):
                finish_order(order=order, trade=trade, to=OrderStatus.CANCELLED, at=at, reason=words)
        elif order.cancel_requested_at is None:
            order.cancel_requested_at = at
            Order.objects.filter(pk=order.pk).update(cancel_requested_at=at)
            lifecycle.record_cancel_request(order=order, reason=words)
    if order.status in order_states.AT_BROKER:
        return ask_to_cancel(order_id=order_id, at=at)
    return facts_of_order(order)


def ask_to_cancel(*, order_id: int, at: datetime) -> OrderFacts:
    """Ask the broker to cancel an open order; asking again is harmless, so the sweep repeats it until the book says so."""
    order = Order.objects.select_related("instrument").get(pk=order_id)
    try:
        report = registry.get(order.broker).cancel(tag=order.tag, broker_order_id=order.broker_order_id, at=at)
    except (BrokerRejected, BrokerUnavailable) as error:
        logger.warning("the broker did not cancel: %s", error.message)
        return facts_of_order(order)
    return apply_report(order_id=order_id, report=report, at=at)


def collect(*, tags: list[str], broker: str, at: datetime) -> int:
    """Read these tags in the broker's book and bring those of our orders up to date that differ; return how many did."""
    reports = registry.get(broker).fetch_orders(tags)
    changed = 0
    for order in Order.objects.filter(tag__in=tags, broker=broker).order_by("pk"):
        report = reports.get(order.tag)
        if report is None:
            continue
        differs = report.filled_quantity > order.filled_quantity or (
            order.status not in order_states.FINISHED and (report.status in _ENDS or order.status in order_states.IN_DOUBT)
        )
        if differs:
            apply_report(order_id=order.pk, report=report, at=at)
            changed += 1
    return changed

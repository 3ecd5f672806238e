"""Approvals: single use, expiring, near one price, void after a halt; approve and reject cannot both win."""

from __future__ import annotations

import contextlib
import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connections, transaction

from portfolio.services import verification
from stocksteward.core import clock
from stocksteward.core.errors import NotAllowed, NotFound
from tests.factories.accounts import BusinessOwnerFactory, bhavna, charu, dev
from trading.enums import ApprovalStatus, HaltScope, OrderStatus, TradeOrigin, TradeStatus
from trading.models.approval import Approval
from trading.models.order import Order
from trading.risk.verdict import ApprovalReason
from trading.selectors.approvals import count_waiting_for, list_waiting_for
from trading.selectors.trades import get_trade
from trading.services import approval_guards, approvals, halts, orders, submissions, sweep, trades

REASONS = (ApprovalReason(code="CONFIDENCE_BELOW_THRESHOLD", message="The signal is not sure."),)


def asked(world, *, run_id="run-1", **fields):
    """A question about a trade that an agents' run takes care of, so that nothing happens by itself."""
    trade = world.trade(run_id=run_id, origin=TradeOrigin.PERSON, **fields)
    return approvals.ask(trade_id=trade.id, reasons=REASONS, quote_price=Decimal("1300.00"), at=clock.now())


def status_of(question):
    return Approval.objects.get(pk=question.id).status


def test_order_above_the_threshold_waits_and_goes_on_when_approved(world):
    from tests.factories.accounts import set_thresholds

    set_thresholds(world.user, approval="10000")
    trade = submissions.submit_trade(
        user_id=world.user.pk, portfolio_id=world.portfolio.id, terms=world.terms(), client_order_id="big", at=clock.now()
    )
    assert trade.status == TradeStatus.AWAITING_APPROVAL
    assert Order.objects.count() == 0
    question = Approval.objects.get()

    approvals.approve(user=world.user, approval_id=question.pk, at=clock.now())
    sweep.sweep(at=clock.now() + timedelta(seconds=5))  # inside a test's transaction nothing is announced: the sweep goes on

    trade = get_trade(trade_id=trade.id)
    assert trade.status == TradeStatus.EXECUTED
    question.refresh_from_db()
    assert question.consumed_by == Order.objects.get()
    assert verification.verify() == []


@pytest.mark.django_db(transaction=True)
def test_approved_trade_without_a_run_goes_on_by_itself(live_world):
    from tests.factories.accounts import set_thresholds

    set_thresholds(live_world.user, approval="10000")
    trade = submissions.submit_trade(
        user_id=live_world.user.pk, portfolio_id=live_world.portfolio.id, terms=live_world.terms(), client_order_id="big", at=clock.now()
    )

    approvals.approve(user=live_world.user, approval_id=Approval.objects.get().pk, at=clock.now())

    assert get_trade(trade_id=trade.id).status == TradeStatus.EXECUTED


def test_place_order_without_the_approval_that_is_claimed_is_refused(world):
    trade = world.trade()

    with pytest.raises(orders.ApprovalNeeded):
        orders.place_order(trade_id=trade.id, at=clock.now(), approved=True)
    assert Order.objects.count() == 0


def test_trade_that_waits_cannot_be_placed(world):
    question = asked(world)

    with pytest.raises(orders.TradeNotPlaceable):
        orders.place_order(trade_id=question.trade_id, at=clock.now(), approved=True)


def test_asking_again_while_it_waits_is_the_same_question(world):
    question = asked(world)

    again = approvals.ask(trade_id=question.trade_id, reasons=REASONS, quote_price=Decimal(1), at=clock.now())

    assert again == question


def test_approved_trade_is_placed_once_and_the_approval_is_used_up(world):
    question = asked(world)
    approvals.approve(user=world.user, approval_id=question.id, at=clock.now())

    first, second = (orders.place_order(trade_id=question.trade_id, at=clock.now(), approved=True) for _ in range(2))

    assert first == second
    assert Approval.objects.get().consumed_by_id == first.id


def test_rejecting_closes_the_trade_with_the_words(world):
    question = asked(world)

    approvals.reject(user=world.user, approval_id=question.id, at=clock.now(), reason="Too large.")

    trade = get_trade(trade_id=question.trade_id)
    assert trade.status == TradeStatus.REJECTED
    assert "Too large." in trade.rejection_reason


@pytest.mark.parametrize("second", ["approve", "reject"])
@pytest.mark.parametrize("first", ["approve", "reject"])
def test_decision_is_made_once(world, first, second):
    question = asked(world)
    getattr(approvals, first)(user=world.user, approval_id=question.id, at=clock.now())

    with pytest.raises(approvals.ApprovalDecided):
        getattr(approvals, second)(user=world.user, approval_id=question.id, at=clock.now())


def test_question_that_has_expired_cannot_be_approved_and_ends_with_its_trade(world):
    question = asked(world)
    late = question.expires_at

    with pytest.raises(approvals.ApprovalDecided):
        approvals.approve(user=world.user, approval_id=question.id, at=late)
    assert approvals.expire_due(at=late) == 1

    assert status_of(question) == ApprovalStatus.EXPIRED
    assert get_trade(trade_id=question.trade_id).status == TradeStatus.EXPIRED
    assert approvals.expire_due(at=late) == 0


def test_question_is_not_approved_when_the_price_has_moved_too_far(world):
    question = asked(world)
    world.quote_at("1307.00")

    with pytest.raises(approval_guards.PriceDrifted):
        approvals.approve(user=world.user, approval_id=question.id, at=clock.now())
    assert status_of(question) == ApprovalStatus.PENDING


def test_question_is_not_approved_on_a_stale_price(world, settings):
    question = asked(world)
    settings.STEWARD_QUOTE_AGE_SECONDS_MAX = 5
    long_ago = clock.now() - timedelta(minutes=5)
    world.quote_at("1300.00", as_of=long_ago, received_at=long_ago)

    with pytest.raises(approval_guards.PriceNotLive):
        approvals.approve(user=world.user, approval_id=question.id, at=clock.now())


def test_approval_is_not_used_when_the_price_has_moved_since(world):
    question = asked(world)
    approvals.approve(user=world.user, approval_id=question.id, at=clock.now())
    world.quote_at("1320.00")

    order = orders.place_order(trade_id=question.trade_id, at=clock.now(), approved=True)

    assert order.status == OrderStatus.DENIED
    assert status_of(question) == ApprovalStatus.VOID
    assert get_trade(trade_id=question.trade_id).status == TradeStatus.REJECTED


def halt_and_release(by):
    halt = halts.engage(scope=HaltScope.GLOBAL, reason="Drill", by=by, at=clock.now())
    halts.release(halt_id=halt.id, reason="Over", by=by, at=clock.now())


def test_halt_voids_the_questions_asked_before_it_even_when_it_is_over(world):
    question = asked(world)
    halt_and_release(BusinessOwnerFactory())

    with pytest.raises(approval_guards.ApprovalVoid):
        approvals.approve(user=world.user, approval_id=question.id, at=clock.now())
    assert approvals.expire_due(at=clock.now()) == 1

    assert status_of(question) == ApprovalStatus.VOID
    assert get_trade(trade_id=question.trade_id).status == TradeStatus.REJECTED


def test_halt_voids_the_approvals_given_before_it(world):
    question = asked(world)
    approvals.approve(user=world.user, approval_id=question.id, at=clock.now())
    halt_and_release(BusinessOwnerFactory())

    order = orders.place_order(trade_id=question.trade_id, at=clock.now(), approved=True)

    assert order.status == OrderStatus.DENIED
    assert status_of(question) == ApprovalStatus.VOID


def test_cancelled_trade_takes_its_question_with_it(world):
    question = asked(world)

    trades.cancel_trade(user=world.user, trade_id=question.trade_id, at=clock.now())

    assert status_of(question) == ApprovalStatus.VOID
    with pytest.raises(approvals.ApprovalDecided):
        approvals.approve(user=world.user, approval_id=question.id, at=clock.now())


def test_another_trader_does_not_see_the_question(world):
    question = asked(world)

    with pytest.raises(NotFound):
        approvals.approve(user=dev(), approval_id=question.id, at=clock.now())
    assert list(list_waiting_for(user=bhavna())) == []


def test_auditor_sees_the_question_and_may_not_decide(world):
    question = asked(world)
    auditor = charu()

    with pytest.raises(NotAllowed):
        approvals.approve(user=auditor, approval_id=question.id, at=clock.now())
    assert count_waiting_for(user=auditor) == 0


def test_with_four_eyes_nobody_decides_on_their_own_request(world, settings):
    settings.STEWARD_FOUR_EYES = True
    question = asked(world)
    owner = BusinessOwnerFactory()

    with pytest.raises(NotAllowed):
        approvals.approve(user=world.user, approval_id=question.id, at=clock.now())
    assert count_waiting_for(user=world.user) == 0
    approvals.approve(user=owner, approval_id=question.id, at=clock.now())

    assert status_of(question) == ApprovalStatus.APPROVED


def test_database_refuses_one_pair_of_eyes_where_four_were_asked_for(world, settings):
    settings.STEWARD_FOUR_EYES = True
    question = asked(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=question.id).update(status=ApprovalStatus.APPROVED, decided_by=world.user, decided_at=clock.now())


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_on_each_of_many_questions_decide_each_once(live_world):
    live_world.user.refresh_from_db()
    owner = BusinessOwnerFactory()
    questions = [asked(live_world, run_id=f"run-{number}") for number in range(200)]
    outcomes = {question.id: [] for question in questions}
    start = threading.Barrier(8)

    def click(number):
        verb = approvals.approve if number % 2 else approvals.reject
        person = owner if number % 3 else live_world.user
        start.wait()
        for question in questions:
            with contextlib.suppress(approvals.ApprovalDecided):
                outcomes[question.id].append(verb(user=person, approval_id=question.id, at=clock.now()).status)
        connections.close_all()

    clicks = [threading.Thread(target=click, args=(number,)) for number in range(8)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()

    assert all(len(won) == 1 for won in outcomes.values())
    for question in questions:
        expected = TradeStatus.PENDING if outcomes[question.id] == [ApprovalStatus.APPROVED] else TradeStatus.REJECTED
        assert get_trade(trade_id=question.trade_id).status == expected
    assert verification.verify() == []

"""orders:{user_id} is one's own, or anybody's for those who see all; approvals is for those who decide on everybody's; halts for all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from stocksteward.core import clock
from stocksteward.core.errors import NotFound
from stocksteward.core.live import push, topics
from tests.factories.accounts import BusinessOwnerFactory, SuperadminFactory, charu, dev
from trading.enums import HaltScope
from trading.risk.verdict import ApprovalReason
from trading.services import approvals, halts


def snapshot(user, topic):
    resolved = topics.resolve(topic, user=user)
    return resolved.topic.snapshot(user, resolved.parts)


def asked(world):
    trade = world.trade(run_id="run-1")
    reasons = (ApprovalReason(code="CONFIDENCE_BELOW_THRESHOLD", message="The signal is not sure."),)
    return approvals.ask(trade_id=trade.id, reasons=reasons, quote_price=Decimal(1300), at=clock.now())


def test_person_sees_their_own_trades_and_orders(world):
    order = world.sent()

    found = snapshot(world.user, f"orders:{world.user.pk}")

    assert [one["id"] for one in found["orders"]] == [order.id]
    assert [(one["id"], one["status"]) for one in found["trades"]] == [(order.trade_id, "EXECUTED")]


@pytest.mark.parametrize("person", [charu, BusinessOwnerFactory, SuperadminFactory])
def test_those_who_see_all_see_anybodys_orders(world, person):
    world.sent()

    assert len(snapshot(person(), f"orders:{world.user.pk}")["orders"]) == 1


@pytest.mark.parametrize("topic", ["orders:{}", "orders:999999", "approvals"])
def test_stranger_is_answered_as_if_there_were_nothing(world, topic):
    asked(world)

    with pytest.raises(NotFound) as refusal:
        topics.resolve(topic.format(world.user.pk), user=dev())
    assert refusal.value.message == "There is no such topic here."


def test_auditor_does_not_hear_what_waits_for_approvers(world):
    with pytest.raises(NotFound):
        topics.resolve("approvals", user=charu())


def test_approver_of_the_desk_sees_what_waits(world):
    question = asked(world)

    found = snapshot(BusinessOwnerFactory(), "approvals")

    assert [one["id"] for one in found["approvals"]] == [question.id]
    assert found["approvals"][0]["trade"]["symbol"] == "RELIANCE"


def test_every_move_is_told_to_the_owner_and_questions_to_the_approvers(world, monkeypatch, django_capture_on_commit_callbacks):
    heard = []
    monkeypatch.setattr(push, "_send", lambda group, message: heard.append((group, message)))

    with django_capture_on_commit_callbacks(execute=True):
        asked(world)

    groups = {group for group, _ in heard}
    assert push.group_name("approvals") in groups
    assert push.group_name(f"orders:{world.user.pk}") in groups


def test_a_halt_of_the_desk_is_told_to_everybody_and_one_of_a_person_to_nobody_else(world, monkeypatch, django_capture_on_commit_callbacks):
    heard = []
    monkeypatch.setattr(push, "_send", lambda group, message: heard.append((group, message["message"]["data"])))
    boss = BusinessOwnerFactory()

    with django_capture_on_commit_callbacks(execute=True):
        halts.engage(scope=HaltScope.USER, user_id=world.user.pk, reason="Too much.", by=boss, at=clock.now())
    assert snapshot(boss, "halts") == snapshot(charu(), "halts") == {"halts": []}
    assert [halt["reason"] for halt in snapshot(world.user, "halts")["halts"]] == ["Too much."]
    assert push.group_name("halts") not in {group for group, _ in heard}

    with django_capture_on_commit_callbacks(execute=True):
        halts.engage(scope=HaltScope.GLOBAL, reason="Feed looks wrong.", by=boss, at=clock.now())
    told = [data for group, data in heard if group == push.group_name("halts")]
    assert [(data["title"], data["is_active"]) for data in told] == [("Trading is halted for the whole desk", True)]
    assert [halt["scope"] for halt in snapshot(dev(), "halts")["halts"]] == ["GLOBAL"]

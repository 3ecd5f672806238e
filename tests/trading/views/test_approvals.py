"""Approvals: what waits, deciding with and without htmx, and what makes a decision void, in words."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from stocksteward.core import clock
from tests.factories.accounts import BusinessOwnerFactory
from tests.trading.views.pages import HTMX, queries_of, signed_in, text_of
from trading.enums import HaltScope, TradeOrigin
from trading.models.approval import Approval
from trading.risk.verdict import ApprovalReason
from trading.services import approvals, halts

REASONS = (ApprovalReason(code="CONFIDENCE_BELOW_THRESHOLD", message="The signal is not sure."),)
IN_PANEL = HTMX | {"HX-Target": "approvals-panel"}


def asked(world, **fields):
    trade = world.trade(run_id="run-1", origin=TradeOrigin.PERSON, **fields)
    return approvals.ask(trade_id=trade.id, reasons=REASONS, quote_price=Decimal("1300.00"), at=clock.now())


@pytest.fixture
def owner(client, world):
    return signed_in(client, BusinessOwnerFactory(full_name="Esha"))


def test_a_question_shows_why_it_is_asked_and_how_far_the_price_has_moved(owner, world):
    question = asked(world)
    world.quote_at("1302.60")

    for path in ("/approvals/", f"/approvals/{question.id}/", "/approvals/waiting/"):
        page = text_of(owner.get(path))
        assert "The signal is not sure." in page
        assert "+0.20%" in page
        assert "₹13,000.00" in page
        assert f'action="/approvals/{question.id}/approve/"' in page


def test_nothing_waits_says_so(owner):
    for path in ("/approvals/", "/approvals/waiting/"):
        assert "Nothing waits for you" in text_of(owner.get(path))
    assert " hidden" in text_of(owner.get("/approvals/count/"))
    assert "Nothing decided yet" in text_of(owner.get("/approvals/?tab=history"))


@pytest.mark.parametrize("path", ["/approvals/", "/approvals/waiting/", "/approvals/?tab=history"])
def test_a_list_takes_as_many_queries_for_three_as_for_one(owner, world, path):
    def decided_or_not():
        question = asked(world)
        if "history" in path:
            approvals.reject(user=BusinessOwnerFactory(), approval_id=question.id, at=clock.now())

    decided_or_not()
    one = queries_of(owner, path)
    decided_or_not()
    decided_or_not()

    assert queries_of(owner, path) == one


@pytest.mark.parametrize(("act", "status"), [("approve", "APPROVED"), ("reject", "REJECTED")])
def test_the_form_decides_without_any_script(owner, world, act, status):
    question = asked(world)

    answer = owner.post(f"/approvals/{question.id}/{act}/", {"reason": "Seen."}, follow=True)

    found = Approval.objects.get()
    assert (found.status, found.decision_reason) == (status, "Seen.")
    assert 'class="toast success"' in text_of(answer)
    assert "Esha" in text_of(owner.get("/approvals/?tab=history"))


@pytest.mark.parametrize(("act", "status"), [("approve", "APPROVED"), ("reject", "REJECTED")])
def test_htmx_decides_in_place(owner, world, act, status):
    question = asked(world)

    answer = owner.post(f"/approvals/{question.id}/{act}/", headers=HTMX)

    assert answer.status_code == 200
    assert f'id="approval-{question.id}"' in text_of(answer)
    assert "<form" not in text_of(answer)
    assert Approval.objects.get().status == status


@pytest.mark.parametrize("act", ["approve", "reject"])
def test_the_dashboards_panel_decides_without_leaving_the_page(owner, world, act):
    question = asked(world)
    asked(world, quantity=7)

    answer = owner.post(f"/approvals/{question.id}/{act}/", headers=IN_PANEL)

    page = text_of(answer)
    assert answer.status_code == 200
    assert 'id="approvals-panel"' in page
    assert f"/approvals/{question.id}/" not in page
    assert page.count('class="approval"') == 1
    assert json.loads(answer["HX-Trigger"])["toast"]["level"] == "success"


@pytest.mark.parametrize("headers", [HTMX, IN_PANEL], ids=["in place", "in the panel"])
@pytest.mark.parametrize("spoil", ["twice", "drift", "halt", "expiry", "no price"])
def test_what_makes_a_decision_void_is_said_in_words(owner, world, headers, spoil):
    question = asked(world)
    if spoil == "twice":
        approvals.reject(user=BusinessOwnerFactory(), approval_id=question.id, at=clock.now())
    elif spoil == "drift":
        world.quote_at("1400.00")
    elif spoil == "halt":
        halts.engage(scope=HaltScope.GLOBAL, reason="Testing.", by=None, at=clock.now())
    elif spoil == "expiry":
        Approval.objects.update(asked_at=clock.now() - timedelta(days=2), expires_at=clock.now() - timedelta(days=1))
    else:
        world.quote.delete()

    answer = owner.post(f"/approvals/{question.id}/approve/", headers=headers)

    assert answer.status_code == 422
    assert 'class="note bad"' in text_of(answer)
    assert Approval.objects.get().status in {"PENDING", "REJECTED"}


def test_with_four_eyes_nobody_decides_on_their_own_request(client, world, settings):
    settings.STEWARD_FOUR_EYES = True
    question = asked(world)
    signed_in(client, world.user)

    assert client.post(f"/approvals/{question.id}/approve/", headers=HTMX).status_code == 403
    assert "<form" not in text_of(client.get(f"/approvals/{question.id}/", headers=HTMX))
    assert Approval.objects.get().status == "PENDING"


def test_a_reason_that_is_too_long_decides_nothing(owner, world):
    question = asked(world)

    answer = owner.post(f"/approvals/{question.id}/approve/", {"reason": "x" * 201}, headers=HTMX)

    assert answer.status_code == 422
    assert "too long" in text_of(answer)
    assert Approval.objects.get().status == "PENDING"

"""Orders and approvals over REST: what is refused is refused by field and rule, and nobody reaches another's."""

from __future__ import annotations

import json

import pytest

from stocksteward.core import clock
from tests.factories.accounts import AuditorFactory, BusinessOwnerFactory, bearer_client, dev, set_thresholds
from trading.models.approval import Approval
from trading.models.order import Order
from trading.models.trade import Trade


@pytest.fixture
def client(world):
    return bearer_client(world.user)


@pytest.fixture
def stranger(world):
    return bearer_client(dev())


def body(world, **fields):
    return {"portfolio_id": world.portfolio.id, "symbol": "RELIANCE", "action": "BUY", "quantity": 10, **fields}


def post(client, path, content):
    return client.post(f"/api/v1/{path}", content, format="json")


def test_order_of_ones_own_is_executed(world, client):
    answer = post(client, "orders/", body(world, client_order_id="mine-1"))

    assert answer.status_code == 201
    assert answer.json()["trade"]["status"] == "EXECUTED"
    assert answer.json()["trade"]["price"] == "1300.1000"
    assert [event["to_status"] for event in answer.json()["order"]["events"]][-1] == "FILLED"
    assert len(answer.json()["order"]["fills"]) == 1


def test_same_client_order_id_answers_with_the_same_trade_and_another_body_with_409(world, client):
    first, second = (post(client, "orders/", body(world, client_order_id="mine-1")) for _ in range(2))
    other = post(client, "orders/", body(world, client_order_id="mine-1", quantity=11))

    assert first.json()["trade"]["id"] == second.json()["trade"]["id"]
    assert Trade.objects.count() == 1
    assert (other.status_code, other.json()["code"]) == (409, "client_order_id_reused")


BAD = [
    ({"quantity": 0}, "quantity"),
    ({"quantity": -3}, "quantity"),
    ({"quantity": 1.5}, "quantity"),
    ({"quantity": "ten"}, "quantity"),
    ({"quantity": None}, "quantity"),
    ({"quantity": True}, "quantity"),
    ({"quantity": 10**30}, "quantity"),
    ({"quantity": 10_000_001}, "quantity"),
    ({"symbol": "NOSUCH"}, "symbol"),
    ({"symbol": ""}, "symbol"),
    ({"symbol": "A\x00B"}, "symbol"),
    ({"action": "HOLD"}, "action"),
    ({"order_type": "STOP"}, "order_type"),
    ({"order_type": "LIMIT"}, "limit_price"),
    ({"order_type": "LIMIT", "limit_price": "1300.05"}, "limit_price"),
    ({"order_type": "LIMIT", "limit_price": "0"}, "limit_price"),
    ({"order_type": "LIMIT", "limit_price": "-1"}, "limit_price"),
    ({"order_type": "LIMIT", "limit_price": "NaN"}, "limit_price"),
    ({"order_type": "LIMIT", "limit_price": "Infinity"}, "limit_price"),
    ({"order_type": "LIMIT", "limit_price": "1e309"}, "limit_price"),
    ({"order_type": "LIMIT", "limit_price": "1.00001"}, "limit_price"),
    ({"limit_price": "1300.00"}, "limit_price"),
    ({"product": "NRML"}, "product"),
    ({"client_order_id": "with space"}, "client_order_id"),
    ({"client_order_id": "x" * 65}, "client_order_id"),
    ({"portfolio_id": "x"}, "portfolio_id"),
    ({"portfolio_id": 10**30}, "portfolio_id"),
]


@pytest.mark.parametrize(("fields", "field"), BAD)
def test_what_breaks_a_rule_is_refused_by_name_and_nothing_is_made(world, client, fields, field):
    answer = post(client, "orders/", body(world, **fields))

    assert answer.status_code == 400, answer.content
    assert answer.json()["code"] in {"invalid", "unknown_symbol"}
    assert list(answer.json()["details"]) == [field]
    assert Trade.objects.count() == Order.objects.count() == 0


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e309"])
def test_numbers_that_json_does_not_know_are_refused(world, client, text):
    content = json.dumps(body(world)).replace("10", text, 1).replace('"quantity": 10', f'"quantity": {text}')

    answer = client.post("/api/v1/orders/", content, content_type="application/json")

    assert answer.status_code == 400
    assert Trade.objects.count() == 0


@pytest.mark.parametrize("path", ["orders/", "orders/preview"])
def test_portfolio_of_another_is_not_there(world, stranger, path):
    mine, nobodys = (post(stranger, path, body(world, portfolio_id=number)) for number in (world.portfolio.id, 999_999))

    assert mine.status_code == nobodys.status_code == 404
    assert {**mine.json(), "trace_id": ""} == {**nobodys.json(), "trace_id": ""}


def test_order_of_another_is_not_there(world, client, stranger):
    number = post(client, "orders/", body(world)).json()["order"]["id"]

    for path in (f"orders/{number}", f"orders/{10**25}", "orders/999999"):
        assert stranger.get(f"/api/v1/{path}").status_code == 404
    assert post(stranger, f"orders/{number}/cancel", {}).status_code == 404
    assert stranger.get("/api/v1/orders/").json()["count"] == 0


def test_auditor_sees_every_order_and_places_none(world, client):
    post(client, "orders/", body(world))
    auditor = bearer_client(AuditorFactory())

    assert auditor.get("/api/v1/orders/").json()["count"] == 1
    assert post(auditor, "orders/", body(world)).status_code == 403
    assert post(auditor, "orders/preview", body(world)).status_code == 403


def test_nobody_is_asked_to_sign_in_first(world):
    from rest_framework.test import APIClient

    for path in ("orders/", "approvals/"):
        assert APIClient().get(f"/api/v1/{path}").status_code == 401


def test_preview_names_charges_cash_and_every_reason(world, client, settings):
    good = post(client, "orders/preview", body(world)).json()
    bad = post(client, "orders/preview", body(world, quantity=5_000)).json()

    assert good["allowed"] is True
    assert set(good["charges"]) == {"brokerage", "stt", "exchange", "sebi", "stamp", "gst", "dp", "total"}
    assert float(good["required_cash"]) > 13_001
    assert bad["allowed"] is False
    assert "FREE_CASH" in [reason["code"] for reason in bad["reasons"]]
    assert Trade.objects.count() == 0


def test_denied_order_says_why_and_holds_nothing(world, client):
    answer = post(client, "orders/", body(world, quantity=5_000))

    assert answer.status_code == 201
    assert answer.json()["trade"]["status"] == "REJECTED"
    assert answer.json()["trade"]["rejection_code"] == "FREE_CASH"
    assert answer.json()["order"]["status"] == "DENIED"


def test_resting_order_is_cancelled(world, client):
    number = post(client, "orders/", body(world, order_type="LIMIT", limit_price="1290.00")).json()["order"]["id"]

    answer = post(client, f"orders/{number}/cancel", {})
    again = post(client, f"orders/{number}/cancel", {})

    assert (answer.status_code, answer.json()["status"]) == (200, "CANCELLED")
    assert (again.status_code, again.json()["code"]) == (409, "order_not_cancellable")


def test_list_is_filtered_and_costs_the_same_for_one_and_for_three(world, client, django_assert_max_num_queries):
    for number in range(3):
        post(client, "orders/", body(world, quantity=number + 1))
    assert client.get("/api/v1/orders/?status=FILLED&symbol=reliance").json()["count"] == 3
    assert client.get("/api/v1/orders/?status=CANCELLED").json()["count"] == 0
    assert client.get("/api/v1/orders/?status=NONSENSE").status_code == 400
    with django_assert_max_num_queries(8):
        client.get("/api/v1/orders/")


@pytest.fixture
def question(world, client):
    set_thresholds(world.user, approval="1000")
    assert post(client, "orders/", body(world)).json()["trade"]["status"] == "AWAITING_APPROVAL"
    return Approval.objects.get()


def test_question_is_listed_approved_once_and_gone(world, client, question):
    listed = client.get("/api/v1/approvals/?status=PENDING").json()["results"]
    first, second = (post(client, f"approvals/{question.pk}/approve", {"reason": "Fine."}) for _ in range(2))

    assert [one["id"] for one in listed] == [question.pk]
    assert listed[0]["reasons"][0]["code"] == "VALUE_THRESHOLD"
    assert (first.status_code, first.json()["status"]) == (200, "APPROVED")
    assert (second.status_code, second.json()["code"]) == (409, "approval_decided")


def test_question_of_another_is_not_there(world, stranger, question):
    assert stranger.get("/api/v1/approvals/").json()["count"] == 0
    assert stranger.get(f"/api/v1/approvals/{question.pk}").status_code == 404
    for verb in ("approve", "reject"):
        assert post(stranger, f"approvals/{question.pk}/{verb}", {}).status_code == 404


def test_auditor_may_look_at_the_question_and_not_decide(world, question):
    auditor = bearer_client(AuditorFactory())

    assert auditor.get(f"/api/v1/approvals/{question.pk}").status_code == 200
    assert post(auditor, f"approvals/{question.pk}/approve", {}).status_code == 403


def test_owner_of_the_desk_rejects_with_words(world, question):
    answer = post(bearer_client(BusinessOwnerFactory(full_name="Bina")), f"approvals/{question.pk}/reject", {"reason": "Not today."})

    assert answer.json()["status"] == "REJECTED"
    assert Trade.objects.get().rejection_reason == "Rejected by Bina: Not today."


def test_question_that_has_expired_is_a_conflict(world, client, question):
    Approval.objects.update(expires_at=clock.now())

    assert post(client, f"approvals/{question.pk}/approve", {}).status_code == 409

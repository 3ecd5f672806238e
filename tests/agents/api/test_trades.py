"""The REST door to the pipeline: what it answers, how it repeats, what it refuses."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import connections

from agents.models.run import AgentRun
from agents.services import runs
from portfolio.enums import PortfolioOrigin
from portfolio.services.portfolios import open_portfolio
from stocksteward.core import clock
from tests.agents.desk import Script, open_small_desk
from tests.factories.accounts import BusinessOwnerFactory, bearer_client, charu, dev
from tests.factories.agents import AdviceFactory
from trading.models.order import Order
from trading.models.trade import Trade

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/trades/"
SHAPE = {
    "id",
    "client_order_id",
    "user_id",
    "portfolio_id",
    "symbol",
    "action",
    "quantity",
    "price",
    "status",
    "execution_mode",
    "timestamp",
    "risk_score",
    "rejection_reason",
    "pnl",
    "pnl_amount",
    "pnl_pct",
    "decision_logic",
    "market_behavior",
    "run_id",
}


@pytest.fixture
def desk():
    return open_small_desk()


def body(desk, **changes):
    usual = {"symbol": "RELIANCE", "action": "BUY", "quantity": 10, "portfolio_id": desk.portfolio.id, "client_order_id": "order-1"}
    return {key: value for key, value in (usual | changes).items() if value is not ...}


@contextmanager
def worker(script):
    """Work on runs as they come, as the Celery worker does."""
    stopping = threading.Event()

    def work():
        try:
            while not stopping.wait(0.005):
                for run_id in list(AgentRun.objects.filter(status="PENDING").values_list("pk", flat=True)):
                    runs.advance_run(run_id=run_id, make_agents=script)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def test_post_answers_202_with_the_trade_and_its_run(desk):
    answer = bearer_client(desk.user).post(URL, body(desk))

    assert answer.status_code == 202
    assert set(answer.json()) >= SHAPE
    assert answer.json()["status"] == "PENDING"
    assert answer.json()["run_id"] == str(AgentRun.objects.get().pk)


def test_prefer_wait_answers_201_with_the_outcome_and_seven_stored_steps(desk):
    client = bearer_client(desk.user)

    with worker(Script()):
        answer = client.post(URL, body(desk), headers={"Prefer": "wait=5"})

    assert (answer.status_code, answer.json()["status"]) == (201, "EXECUTED")
    assert answer.headers["Preference-Applied"] == "wait=5"
    run = client.get(f"/api/v1/ai/runs/{answer.json()['run_id']}/").json()
    assert [(step["agent"], step["status"]) for step in run["steps"]] == [
        (name, "DONE")
        for name in ["user_profile", "market_data", "strategy", "trade_decision", "risk_management", "execution", "reporting"]
    ]
    assert set(run) >= {"id", "trace_id", "status", "steps"}
    assert set(run["steps"][0]) >= {"agent", "status", "started_at", "duration_ms", "output"}


def test_prefer_wait_answers_201_when_a_person_has_to_decide(desk):
    with worker(Script(advice=AdviceFactory(action="ABSTAIN"))):
        answer = bearer_client(desk.user).post(URL, body(desk), headers={"Prefer": "wait=5"})

    assert (answer.status_code, answer.json()["status"]) == (201, "AWAITING_APPROVAL")


def test_prefer_wait_answers_202_when_the_outcome_is_not_known_in_time(desk):
    answer = bearer_client(desk.user).post(URL, body(desk), headers={"Prefer": "respond-async, wait=1"})

    assert (answer.status_code, answer.json()["status"]) == (202, "PENDING")


@pytest.mark.parametrize("prefer", ["wait=soon", "wait=-1", "wait", "", "wait=0", "handling=strict"])
def test_prefer_that_cannot_be_read_is_ignored(desk, prefer):
    answer = bearer_client(desk.user).post(URL, body(desk), headers={"Prefer": prefer})

    assert answer.status_code == 202
    assert "Preference-Applied" not in answer.headers


def test_same_client_order_id_again_answers_the_same_trade(desk):
    client = bearer_client(desk.user)

    first, second = client.post(URL, body(desk)), client.post(URL, body(desk))

    assert first.json() == second.json()
    assert Trade.objects.count() == 1


def test_same_client_order_id_with_another_body_is_409(desk):
    client = bearer_client(desk.user)
    client.post(URL, body(desk))

    answer = client.post(URL, body(desk, quantity=11))

    assert (answer.status_code, answer.json()["code"]) == (409, "client_order_id_reused")
    assert Trade.objects.count() == 1


def test_idempotency_key_acts_once_and_refuses_another_body(desk):
    client = bearer_client(desk.user)
    headers = {"Idempotency-Key": "key-1"}

    first = client.post(URL, body(desk, client_order_id=...), headers=headers)
    again = client.post(URL, body(desk, client_order_id=...), headers=headers)
    other = client.post(URL, body(desk, client_order_id=..., quantity=11), headers=headers)

    assert (first.status_code, again.status_code, other.status_code) == (202, 202, 409)
    assert first.json() == again.json()
    assert Trade.objects.count() == 1


def test_body_without_any_id_makes_a_fresh_trade_each_time(desk):
    client = bearer_client(desk.user)

    ids = {client.post(URL, body(desk, client_order_id=...)).json()["client_order_id"] for _ in range(2)}

    assert len(ids) == 2


def test_default_portfolio_and_side_and_type_are_understood(desk):
    wish = {"symbol": "reliance", "side": "BUY", "quantity": 1, "type": "LIMIT", "limit_price": "1290.10"}

    answer = bearer_client(desk.user).post(URL, wish)

    assert answer.status_code == 202
    assert (answer.json()["portfolio_id"], answer.json()["order_type"]) == (desk.portfolio.id, "LIMIT")
    assert Decimal(answer.json()["limit_price"]) == Decimal("1290.10")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"symbol": "NOSUCH"}, "symbol"),
        ({"symbol": ...}, "symbol"),
        ({"symbol": "X" * 33}, "symbol"),
        ({"symbol": "\x00"}, "symbol"),
        ({"action": "HOLD"}, "action"),
        ({"action": ...}, "action"),
        ({"side": "SELL"}, "action"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": -1}, "quantity"),
        ({"quantity": "1.5"}, "quantity"),
        ({"quantity": True}, "quantity"),
        ({"quantity": None}, "quantity"),
        ({"quantity": 10**30}, "quantity"),
        ({"quantity": "ten"}, "quantity"),
        ({"order_type": "STOP"}, "order_type"),
        ({"order_type": "LIMIT"}, "limit_price"),
        ({"order_type": "LIMIT", "limit_price": "1290.03"}, "limit_price"),
        ({"order_type": "LIMIT", "limit_price": "NaN"}, "limit_price"),
        ({"order_type": "LIMIT", "limit_price": "-1"}, "limit_price"),
        ({"order_type": "LIMIT", "limit_price": "1e40"}, "limit_price"),
        ({"limit_price": "1290"}, "limit_price"),
        ({"product": "NRML"}, "product"),
        ({"client_order_id": "no spaces"}, "client_order_id"),
        ({"client_order_id": "x" * 65}, "client_order_id"),
        ({"portfolio_id": "mine"}, "portfolio_id"),
        ({"portfolio_id": 2**64}, "portfolio_id"),
        ({"execution_mode": "LIVE_TRADING"}, "execution_mode"),
        ({"decision_logic": "x" * 2001}, "decision_logic"),
    ],
)
def test_bad_field_is_named_with_its_rule_and_nothing_is_made(desk, changes, field):
    answer = bearer_client(desk.user).post(URL, body(desk, **changes))

    assert answer.status_code == 400
    assert list(answer.json()["details"]) == [field]
    assert (Trade.objects.count(), AgentRun.objects.count()) == (0, 0)


@pytest.mark.parametrize("raw", ["", "[]", '"BUY"', "null", "{", '{"quantity": NaN}', "[[[[", "5"])
def test_body_that_is_no_object_is_400(desk, raw):
    answer = bearer_client(desk.user).post(URL, data=raw, content_type="application/json")

    assert answer.status_code == 400


def test_who_may_not_trade_is_refused_and_other_peoples_portfolios_are_not_there(desk):
    nobody, auditor = dev(), charu()
    foreign, absent = (bearer_client(nobody).post(URL, body(desk, portfolio_id=number)) for number in (desk.portfolio.id, 999_999))

    assert bearer_client(auditor).post(URL, body(desk)).status_code == 403
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert {**foreign.json(), "trace_id": ""} == {**absent.json(), "trace_id": ""}
    assert not Trade.objects.exists()


def test_list_shows_own_trades_to_traders_and_all_to_auditors(desk):
    bearer_client(desk.user).post(URL, body(desk))

    counts = [bearer_client(person).get(URL).json()["count"] for person in (desk.user, dev(), charu())]

    assert counts == [1, 0, 1]


def test_run_is_seen_by_its_owner_and_auditors_only(desk):
    run_id = bearer_client(desk.user).post(URL, body(desk)).json()["run_id"]
    auditor, nobody = charu(), dev()

    answers = [bearer_client(person).get(f"/api/v1/ai/runs/{run_id}") for person in (desk.user, auditor, nobody)]

    assert [answer.status_code for answer in answers] == [200, 200, 404]
    assert [bearer_client(person).get("/api/v1/ai/runs/?symbol=reliance").json()["count"] for person in (desk.user, auditor, nobody)] == [
        1,
        1,
        0,
    ]
    assert bearer_client(desk.user).get("/api/v1/ai/runs/?status=NOPE").status_code == 400


def test_paper_order_is_filled_without_the_agents(desk):
    answer = bearer_client(desk.user).post("/api/v1/trades/paper/order", body(desk))

    assert (answer.status_code, answer.json()["status"], answer.json()["run_id"]) == (201, "EXECUTED", None)
    assert (AgentRun.objects.count(), Order.objects.count()) == (0, 1)


def test_paper_order_keeps_why_the_person_wanted_it(desk):
    answer = bearer_client(desk.user).post("/api/v1/trades/paper/order", body(desk, decision_logic="The results were good."))

    assert answer.status_code == 201
    assert answer.json()["decision_logic"] == "The results were good."
    assert Trade.objects.get().decision_logic == "The results were good."


def test_paper_order_above_the_threshold_waits_for_a_person(desk):
    answer = bearer_client(desk.user).post("/api/v1/trades/paper/order", body(desk, quantity=50))

    assert (answer.status_code, answer.json()["status"]) == (201, "AWAITING_APPROVAL")


def test_seed_all_trades_in_demo_portfolios_only_and_marks_it(desk):
    owner = BusinessOwnerFactory()
    demo = open_portfolio(user_id=owner.pk, name="Demo", origin=PortfolioOrigin.DEMO, opening_cash=Decimal(1_000_000), at=clock.now())

    answer = bearer_client(owner).post("/api/v1/trades/paper/seed-all?orders_per_user=10")

    assert answer.status_code == 201
    assert answer.json()["portfolios"] == 1
    assert answer.json()["executed"] == answer.json()["orders"] == 1
    assert set(Trade.objects.values_list("portfolio_id", "origin")) == {(demo.id, "SEED")}


@pytest.mark.parametrize("number", ["0", "21", "-1", "x", "1.5", "9999999999"])
def test_seed_all_names_a_bad_number(number):
    answer = bearer_client(BusinessOwnerFactory()).post(f"/api/v1/trades/paper/seed-all?orders_per_user={number}")

    assert (answer.status_code, list(answer.json()["details"])) == (400, ["orders_per_user"])


def test_seed_all_is_for_who_runs_the_desk(desk):
    assert bearer_client(desk.user).post("/api/v1/trades/paper/seed-all").status_code == 403
    assert bearer_client(charu()).post("/api/v1/trades/paper/seed-all").status_code == 403

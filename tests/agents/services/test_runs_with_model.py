"""The whole pipeline with a language model behind it: what the model sees, and that it can hold a trade up but never make one."""

from __future__ import annotations

import json

import pytest

from accounts.models.audit import AuditEvent
from agents.models.step import AgentStep
from agents.services import runs
from tests.agents.desk import open_small_desk
from tests.agents.groq_server import completion, groq_server, signal
from trading.models.approval import Approval
from trading.models.order import Order
from trading.selectors.trades import get_trade

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk():
    return open_small_desk()


@pytest.fixture
def server(settings):
    with groq_server() as running:
        settings.GROQ_API_KEY = "gsk_canary"
        settings.GROQ_BASE_URL = running.base_url
        settings.STEWARD_MODEL_TIMEOUT_SECONDS = 2
        yield running


def test_model_that_agrees_lets_the_trade_through_and_is_kept_with_its_cost(desk, server):
    trade, run_id = desk.start()

    runs.advance_run(run_id=run_id)

    step = AgentStep.objects.get(run_id=run_id, agent="strategy")
    event = AuditEvent.objects.get(action="model.asked")
    assert get_trade(trade_id=trade.id).status == "EXECUTED"
    assert (step.output["advice"]["provider"], step.model, step.cost_micro_usd) == ("groq", "llama-3.3-70b-versatile", 669)
    assert (len(step.prompt_hash), step.tokens_in, step.tokens_out) == (64, 1000, 100)
    assert json.loads(event.after)["prompt_hash"] == step.prompt_hash
    assert json.loads(event.after)["input_hash"] == step.input_hash


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, completion("HOLD"), "ADVICE_ABSTAINED"),
        (200, completion(signal(symbol="TCS")), "ADVICE_ABSTAINED"),
        (200, completion(signal(quantity=1_000_000, limit_price=1)), "ADVICE_ABSTAINED"),
        (200, completion(signal(confidence=float("nan"))), "ADVICE_ABSTAINED"),
        (200, completion("x" * 200_000), "ADVICE_ABSTAINED"),
        (200, b"<html>", "ADVICE_ABSTAINED"),
        (429, b"{}", "ADVICE_ABSTAINED"),
        (500, b"{}", "ADVICE_ABSTAINED"),
        (200, completion(signal(action="HOLD")), "ADVICE_DISAGREES"),
        (200, completion(signal(action="SELL")), "ADVICE_DISAGREES"),
        (200, completion(signal(confidence=0.3)), "CONFIDENCE_BELOW_THRESHOLD"),
    ],
)
def test_model_that_fails_or_disagrees_sends_the_trade_to_a_person_unchanged(desk, server, status, body, code):
    server.status, server.body = status, body
    trade, run_id = desk.start()

    runs.advance_run(run_id=run_id)

    waiting = get_trade(trade_id=trade.id)
    assert (waiting.status, waiting.side, waiting.quantity, waiting.symbol) == ("AWAITING_APPROVAL", "BUY", 10, "RELIANCE")
    assert [reason["code"] for reason in Approval.objects.get().reasons] == [code]
    assert not Order.objects.exists()


def test_late_model_sends_the_trade_to_a_person(desk, server, settings):
    settings.STEWARD_MODEL_TIMEOUT_SECONDS = 1
    server.delay_seconds = 2
    trade, run_id = desk.start()

    runs.advance_run(run_id=run_id)

    assert get_trade(trade_id=trade.id).status == "AWAITING_APPROVAL"
    assert AgentStep.objects.get(run_id=run_id, agent="strategy").output["advice"]["abstain_code"] == "MODEL_LATE"


def test_model_sees_the_market_and_nothing_of_the_person(server):
    desk = open_small_desk(opening_cash="7654321")
    _, run_id = desk.start(client_order_id="canary-order")

    runs.advance_run(run_id=run_id)

    (request,) = server.requests
    sent = json.dumps(request)
    assert "RELIANCE" in sent
    for secret in ("arjun", "Arjun", "desk.example", "Paper", "canary", "7654321", "client_order_id", "portfolio", "user_id"):
        assert secret not in sent


def test_run_resumed_after_the_model_answered_does_not_ask_again(desk, server):
    _, run_id = desk.start(quantity=50)
    runs.advance_run(run_id=run_id)
    runs.advance_run(run_id=run_id)

    assert len(server.requests) == 1


def test_key_is_nowhere_in_what_is_stored(desk, server):
    server.status, server.body = 401, b'{"error": {"message": "Invalid API Key gsk_canary"}}'
    _, run_id = desk.start()

    runs.advance_run(run_id=run_id)

    stored = json.dumps(list(AgentStep.objects.filter(run_id=run_id).values_list("output", flat=True)))
    audited = "".join(AuditEvent.objects.values_list("after", flat=True))
    assert "gsk_canary" not in stored + audited

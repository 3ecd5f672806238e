"""Pages and partials of runs: the eight-step trace, and for whose eyes."""

from __future__ import annotations

import pytest

from agents.models.run import AgentRun
from agents.services import runs
from stocksteward.core import clock
from tests.agents.desk import Script, open_small_desk
from tests.factories.accounts import charu, dev
from tests.factories.agents import AdviceFactory
from trading.enums import TradeOrigin
from trading.services.submissions import submit_trade

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk():
    return open_small_desk()


def paths(trade, run_id):
    return ["/runs/", f"/runs/{run_id}/", f"/trades/{trade.id}/run/", "/agents/activity/"]


def test_trace_has_the_orchestrator_and_seven_agents(client, desk):
    trade, run_id = desk.start()
    runs.advance_run(run_id=run_id, make_agents=Script())
    client.force_login(desk.user)

    answer = client.get(f"/trades/{trade.id}/run/")

    assert [(step.label, step.state) for step in answer.context["steps"]] == [
        ("Orchestrator", "DONE"),
        ("User profile", "DONE"),
        ("Market data", "DONE"),
        ("Strategy", "DONE"),
        ("Trade decision", "DONE"),
        ("Risk management", "DONE"),
        ("Execution", "DONE"),
        ("Reporting", "DONE"),
    ]
    assert 'id="run-panel"' in answer.content.decode()


def test_model_words_are_shown_as_text(client, desk):
    trade, run_id = desk.start()
    runs.advance_run(run_id=run_id, make_agents=Script(advice=AdviceFactory(action="ABSTAIN", reasons=("<script>alert(1)</script>",))))
    client.force_login(desk.user)

    words = client.get(f"/trades/{trade.id}/run/").content.decode()

    assert "<script>alert" not in words
    assert "&lt;script&gt;alert(1)" in words


@pytest.mark.parametrize("number", range(4))
def test_every_page_shows_the_run_to_its_owner_and_auditors_and_nothing_to_others(client, desk, number):
    trade, run_id = desk.start()
    runs.advance_run(run_id=run_id, make_agents=Script())
    path = paths(trade, run_id)[number]
    seen = {}
    for person in (desk.user, charu(), dev()):
        client.force_login(person)
        answer = client.get(path)
        seen[person.full_name] = (answer.status_code, "RELIANCE" in answer.content.decode() or "run-panel" in answer.content.decode())

    expected = (404, False) if number in {1, 2} else (200, False)
    assert seen == {"Arjun": (200, True), "Charu": (200, True), "Dev": expected}


def test_trade_without_agents_says_so(client, desk):
    trade = submit_trade(
        user_id=desk.user.pk,
        portfolio_id=desk.portfolio.id,
        terms=desk.terms(),
        client_order_id="own-1",
        origin=TradeOrigin.PAPER_ORDER,
        at=clock.now(),
    )
    client.force_login(desk.user)

    assert "No agents were asked" in client.get(f"/trades/{trade.id}/run/").content.decode()


def test_who_is_not_signed_in_is_sent_to_the_door(client, desk):
    trade, run_id = desk.start()

    assert {client.get(path).status_code for path in paths(trade, run_id)} == {302}


@pytest.mark.parametrize("path", ["/runs/", "/agents/activity/"])
def test_lists_take_as_many_queries_for_three_runs_as_for_one(client, desk, path, django_assert_max_num_queries):
    client.force_login(desk.user)
    client.get(path)  # the first page of a session notes where it comes from
    counts = []
    for number in range(3):
        desk.start(client_order_id=f"order-{number}", quantity=number + 1)
        with django_assert_max_num_queries(30) as captured:
            client.get(path)
        counts.append(len(captured))

    assert counts[0] == counts[2]
    assert AgentRun.objects.count() == 3

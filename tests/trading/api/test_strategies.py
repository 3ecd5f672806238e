"""REST of strategies: what is set up and deployed, and who is refused what."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from market.services.demo import install_demo_market
from portfolio.services.portfolios import open_portfolio
from tests.factories.accounts import BusinessOwnerFactory, arjun, bearer_client, bhavna, charu, dev
from trading.models.strategy import Strategy

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
PATH = "/api/v1/strategies/"
BODY = {"name": "Trend", "rule": "moving_average_cross", "parameters": {"fast": 10}, "symbols": ["RELIANCE"]}


@pytest.fixture(autouse=True)
def market():
    install_demo_market()


def portfolio_of(user, **changes):
    return open_portfolio(user_id=user.pk, name="Paper", opening_cash=Decimal(100_000), **changes, at=AT)


def test_a_strategy_goes_from_draft_to_deployed_to_paused_and_back():
    trader = arjun()
    client, portfolio = bearer_client(trader), portfolio_of(trader)

    made = client.post(PATH, BODY)
    path = f"{PATH}{made.json()['id']}"
    deployed = client.post(f"{path}/deploy", {"portfolio_id": portfolio.id, "quantity_max": 5, "value_inr_max": "10000.50"})
    paused = client.post(f"{path}/pause", {})
    resumed = client.post(f"{path}/resume", {"portfolio_id": portfolio.id})

    assert (made.status_code, made.json()["mode"], made.json()["status"]) == (201, "PAPER_TRADING", "DRAFT")
    assert made.json()["parameters"] == {"fast": 10, "slow": 50}
    assert (deployed.status_code, deployed.json()["status"], deployed.json()["period_seconds"]) == (200, "PAPER", 86_400)
    assert Decimal(deployed.json()["value_inr_max"]) == Decimal("10000.50")
    assert [row["status"] for row in paused.json()["deployments"]] == ["PAUSED"]
    assert [row["status"] for row in resumed.json()["deployments"]] == ["PAPER"]
    assert client.get(path).json()["status"] == "DEPLOYED"


def test_the_same_idempotency_key_sets_up_one_strategy():
    client = bearer_client(arjun())

    first = client.post(PATH, BODY, headers={"Idempotency-Key": "k-1"})
    again = client.post(PATH, BODY, headers={"Idempotency-Key": "k-1"})
    without = client.post(PATH, BODY)

    assert first.json() == again.json()
    assert (without.status_code, without.json()["code"]) == (409, "strategy_name_is_taken")
    assert Strategy.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"rule": "astrology"}, "rule"),
        ({"parameters": {"fast": "NaN"}}, "parameters"),
        ({"parameters": [1]}, "parameters"),
        ({"symbols": []}, "symbols"),
        ({"symbols": ["NOSUCH"]}, "symbols"),
        ({"mode": "LIVE_TRADING"}, "mode"),
        ({"owner_id": -1}, "owner_id"),
    ],
)
def test_what_cannot_be_set_up_is_refused_by_the_name_of_its_field(change, field):
    answer = bearer_client(arjun()).post(PATH, {**BODY, **change})

    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quantity_max": 0}, "quantity_max"),
        ({"value_inr_max": "0"}, "value_inr_max"),
        ({"period_seconds": 1}, "period_seconds"),
        ({"symbols": ["NOSUCH"]}, "symbols"),
        ({"portfolio_id": None}, "portfolio_id"),
    ],
)
def test_what_cannot_be_deployed_is_refused_by_the_name_of_its_field(change, field):
    trader = arjun()
    client = bearer_client(trader)
    made = client.post(PATH, BODY).json()["id"]
    body = {"portfolio_id": portfolio_of(trader).id, "quantity_max": 5, "value_inr_max": "100", **change}

    answer = client.post(f"{PATH}{made}/deploy", body)

    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])


def test_somebody_elses_strategy_is_the_same_404_as_none():
    theirs = bearer_client(bhavna()).post(PATH, BODY).json()["id"]
    client = bearer_client(dev())

    for path in (f"{PATH}{theirs}", f"{PATH}999999999"):
        assert client.get(path).status_code == 404
        assert client.post(f"{path}/pause", {}).status_code == 404
        assert client.post(f"{path}/resume", {}).status_code == 404
        assert client.post(f"{path}/deploy", {"portfolio_id": 1, "quantity_max": 1, "value_inr_max": "1"}).status_code == 404
    assert client.get(PATH).json()["count"] == 0
    assert client.get(f"{PATH}?owner_id=1").json()["count"] == 0


def test_an_auditor_reads_every_strategy_and_changes_none():
    made = bearer_client(arjun()).post(PATH, BODY).json()["id"]
    client = bearer_client(charu())

    assert client.get(f"{PATH}{made}").status_code == 200
    assert client.post(PATH, BODY).status_code == 403
    assert client.post(f"{PATH}{made}/pause", {}).status_code == 403
    assert client.post(f"{PATH}pilot/bootstrap").status_code == 403


@pytest.mark.parametrize("path", [PATH, f"{PATH}1", f"{PATH}compare?symbol=TCS", f"{PATH}signal?symbol=TCS"])
def test_who_is_not_signed_in_learns_nothing(path):
    assert APIClient().get(path).status_code == 401


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(count, django_assert_max_num_queries):
    trader = arjun()
    client, portfolio = bearer_client(trader), portfolio_of(trader)
    for number in range(count):
        made = client.post(PATH, {**BODY, "name": f"Trend {number}"}).json()["id"]
        client.post(f"{PATH}{made}/deploy", {"portfolio_id": portfolio.id, "quantity_max": 5, "value_inr_max": "100"})

    with django_assert_max_num_queries(8):
        assert client.get(PATH).json()["count"] == count


def test_the_rules_are_compared_and_asked_one_by_one():
    client = bearer_client(arjun())

    compared = client.get(f"{PATH}compare?symbol=reliance&rules=indicator_vote,rsi_reversion").json()
    asked = client.get(f"{PATH}signal?symbol=reliance").json()
    own = client.post(f"{PATH}signal", {"symbol": "RELIANCE", "rule": "rsi_reversion", "parameters": {"period": 5}}).json()

    assert [signal["rule"] for signal in compared["signals"]] == ["indicator_vote", "rsi_reversion"]
    assert asked["signal"]["side"] == compared["signals"][0]["side"]
    assert own["signal"]["rule"] == "rsi_reversion"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "symbol"),
        ("symbol=NOSUCH", "symbol"),
        ("symbol=%00", "symbol"),
        ("symbol=" + "A" * 5_000, "symbol"),
        ("symbol=TCS&rules=astrology", "rule"),
        ("symbol=TCS&rules=" + "a," * 11, "rules"),
    ],
)
def test_a_comparison_that_cannot_be_is_refused_by_name(query, field):
    answer = bearer_client(arjun()).get(f"{PATH}compare?{query}")

    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])


def test_the_pilot_is_for_who_runs_the_desk_and_only_in_demo_portfolios():
    trader, other = arjun(), bhavna()
    demo = portfolio_of(trader, origin="DEMO", is_default=True)
    portfolio_of(other, is_default=True)

    refused = bearer_client(trader).post(f"{PATH}pilot/bootstrap")
    done = bearer_client(BusinessOwnerFactory()).post(f"{PATH}pilot/bootstrap")

    assert refused.status_code == 403
    assert [row["portfolio_id"] for row in done.json()["deployments"]] == [demo.id]

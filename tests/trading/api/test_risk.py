"""REST of limits, halts, exposure and the gate's opinion: shapes, and mostly who is refused what."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from accounts.enums import ApiKeyScope
from market.services.demo import install_demo_market
from portfolio.services.portfolios import open_portfolio
from tests.factories.accounts import BusinessOwnerFactory, SuperadminFactory, api_key_client, arjun, bearer_client, bhavna, charu, dev
from trading.models.halt import Halt

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
LIMITS, HALTS, ASSESS = "/api/v1/risk/limits", "/api/v1/risk/halts", "/api/v1/risk/assess"
GLOBAL = {"scope": "GLOBAL", "reason": "Feed looks wrong."}


def portfolio_of(user, cash=100_000):
    return open_portfolio(user_id=user.pk, name="Paper", is_default=True, opening_cash=Decimal(cash), at=AT)


def test_a_trader_reads_the_limits_in_force_as_text():
    trader = arjun()

    answer = bearer_client(trader).get(LIMITS)

    assert answer.status_code == 200
    assert answer.json() == {
        "user_id": trader.pk,
        "desk": {"order_value_inr_max": "500000", "position_size_fraction_max": "0.10", "daily_loss_inr_max": "25000"},
        "own": {"order_value_inr_max": None, "position_size_fraction_max": None, "daily_loss_inr_max": None},
        "effective": {"order_value_inr_max": "500000", "position_size_fraction_max": "0.10", "daily_loss_inr_max": "25000"},
    }


def test_the_owner_sets_the_desks_and_a_users_limits():
    owner, trader = bearer_client(BusinessOwnerFactory()), arjun()

    desk = owner.put(LIMITS, {"daily_loss_inr_max": "1000.5", "reason": "Careful."})
    own = owner.put(LIMITS, {"user_id": trader.pk, "order_value_inr_max": "9"})

    assert (desk.status_code, Decimal(desk.json()["daily_loss_inr_max"])) == (200, Decimal("1000.5"))
    assert Decimal(own.json()["order_value_inr_max"]) == 9
    seen = bearer_client(trader).get(LIMITS).json()["effective"]
    assert (Decimal(seen["order_value_inr_max"]), Decimal(seen["daily_loss_inr_max"])) == (9, Decimal("1000.5"))


@pytest.mark.parametrize("person", [arjun, charu], ids=["trader", "auditor"])
def test_who_does_not_run_the_desk_sets_no_limits(person):
    answer = bearer_client(person()).put(LIMITS, {"order_value_inr_max": "999999999"})

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"order_value_inr_max": "-1"}, "order_value_inr_max"),
        ({"order_value_inr_max": "much"}, "order_value_inr_max"),
        ({"order_value_inr_max": "NaN"}, "order_value_inr_max"),
        ({"order_value_inr_max": None}, "order_value_inr_max"),
        ({"position_size_fraction_max": "1.1"}, "position_size_fraction_max"),
        ({"daily_loss_inr_max": "0.00001"}, "daily_loss_inr_max"),
        ({"leverage": "3"}, "leverage"),
        ({"user_id": "x", "order_value_inr_max": "1"}, "user_id"),
        ({}, "limits"),
    ],
)
def test_a_limit_that_cannot_be_is_refused_by_the_name_of_its_field(body, field):
    answer = bearer_client(SuperadminFactory()).put(LIMITS, body)

    assert answer.status_code == 400
    assert list(answer.json()["details"]) == [field]


def test_another_persons_limits_and_nobodys_are_the_same_404():
    other = bhavna()
    client = bearer_client(arjun())

    theirs, nobodys = client.get(f"{LIMITS}?user_id={other.pk}"), client.get(f"{LIMITS}?user_id=999999999")

    assert theirs.status_code == nobodys.status_code == 404
    assert {**theirs.json(), "trace_id": ""} == {**nobodys.json(), "trace_id": ""}


@pytest.mark.parametrize("text", ["x", "-1", "1.5", "9" * 40])
def test_a_user_id_that_is_no_number_is_refused(text):
    answer = bearer_client(charu()).get(f"{LIMITS}?user_id={text}")

    assert (answer.status_code, list(answer.json()["details"])) == (400, ["user_id"])


def test_the_owner_halts_the_desk_and_releases_it():
    owner = bearer_client(BusinessOwnerFactory())

    engaged = owner.post(HALTS, GLOBAL)
    again = owner.post(HALTS, GLOBAL)
    listed = owner.get(f"{HALTS}?is_active=true").json()
    released = owner.delete(HALTS, {"scope": "GLOBAL", "reason": "Fine again."})

    assert (engaged.status_code, engaged.json()["is_active"], engaged.json()["epoch"]) == (201, True, 1)
    assert again.json()["id"] == engaged.json()["id"]
    assert (listed["count"], listed["results"][0]["reason"]) == (1, "Feed looks wrong.")
    assert (released.status_code, released.json()["is_active"]) == (200, False)
    assert owner.get(f"{HALTS}?is_active=true").json()["count"] == 0


def test_a_halt_can_be_released_by_its_number_with_the_reason_in_the_query():
    owner = bearer_client(BusinessOwnerFactory())
    halt_id = owner.post(HALTS, GLOBAL).json()["id"]

    assert owner.delete(f"{HALTS}/{halt_id}").status_code == 400
    assert owner.delete(f"{HALTS}/{halt_id}?reason=Over").status_code == 200
    assert owner.delete(f"{HALTS}/{halt_id}?reason=Over").status_code == 409
    assert owner.get(f"{HALTS}/{halt_id}").json()["is_active"] is False


def test_a_trader_halts_and_releases_only_themselves():
    trader, other = arjun(), bhavna()
    client = bearer_client(trader)

    assert client.post(HALTS, {"scope": "USER", "user_id": trader.pk, "reason": "Lunch."}).status_code == 201
    assert client.post(HALTS, GLOBAL).status_code == 403
    assert client.post(HALTS, {"scope": "USER", "user_id": other.pk, "reason": "Rival."}).status_code == 404
    assert client.delete(HALTS, {"scope": "USER", "user_id": trader.pk, "reason": "Back."}).status_code == 200


def test_a_trader_sees_the_desks_halts_and_their_own_but_nobody_elses():
    trader, other, owner = arjun(), bhavna(), bearer_client(BusinessOwnerFactory())
    owner.post(HALTS, GLOBAL)
    hidden = owner.post(HALTS, {"scope": "USER", "user_id": other.pk, "reason": "Secret inquiry."}).json()["id"]

    client = bearer_client(trader)

    assert [row["scope"] for row in client.get(HALTS).json()["results"]] == ["GLOBAL"]
    assert client.get(f"{HALTS}?user_id={other.pk}").json()["count"] == 0
    assert client.get(f"{HALTS}/{hidden}").status_code == 404
    assert client.delete(f"{HALTS}/{hidden}", {"reason": "x"}).status_code == 404


def test_an_auditor_reads_every_halt_and_presses_no_button():
    bearer_client(BusinessOwnerFactory()).post(HALTS, {"scope": "USER", "user_id": arjun().pk, "reason": "Inquiry."})
    client = bearer_client(charu())

    assert client.get(HALTS).json()["count"] == 1
    assert client.post(HALTS, GLOBAL).status_code == 403
    assert client.delete(HALTS, GLOBAL).status_code == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [({"scope": "GLOBAL"}, "reason"), ({"scope": "PLANET", "reason": "x"}, "scope"), ({"scope": "USER", "reason": "x"}, "user_id")],
)
def test_a_halt_that_says_too_little_is_refused_by_name(body, field):
    answer = bearer_client(SuperadminFactory()).post(HALTS, body)

    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    assert Halt.objects.count() == 0


def test_a_key_that_only_reads_presses_no_button():
    answer = api_key_client(BusinessOwnerFactory(), scope=ApiKeyScope.READ).post(HALTS, GLOBAL)

    assert answer.status_code == 403
    assert Halt.objects.count() == 0


def test_the_list_of_halts_takes_the_same_number_of_queries_for_one_and_for_three(django_assert_max_num_queries):
    owner = bearer_client(BusinessOwnerFactory())
    for person in (arjun(), bhavna(), dev()):
        owner.post(HALTS, {"scope": "USER", "user_id": person.pk, "reason": "x"})

    with django_assert_max_num_queries(8):
        assert owner.get(HALTS).json()["count"] == 3


@pytest.mark.parametrize("path", [LIMITS, HALTS, "/api/v1/risk/portfolio/1", "/api/v1/risk/user/1"])
def test_who_is_not_signed_in_learns_nothing(path):
    assert APIClient().get(path).status_code == 401


def test_the_risk_of_a_portfolio_is_told_to_its_owner_and_is_not_there_for_others():
    install_demo_market()
    trader = arjun()
    portfolio = portfolio_of(trader)

    answer = bearer_client(trader).get(f"/api/v1/risk/portfolio/{portfolio.id}")
    theirs = bearer_client(bhavna()).get(f"/api/v1/risk/portfolio/{portfolio.id}")
    nobodys = bearer_client(dev()).get("/api/v1/risk/portfolio/999999")

    assert answer.status_code == 200
    assert (Decimal(answer.json()["free_cash"]), answer.json()["by_name"]) == (100_000, [])
    assert {limit["name"] for limit in answer.json()["limits"]} == {
        "position_size_fraction_max",
        "daily_loss_inr_max",
        "order_value_inr_max",
    }
    assert theirs.status_code == nobodys.status_code == 404
    assert {**theirs.json(), "trace_id": ""} == {**nobodys.json(), "trace_id": ""}


def test_the_risk_of_a_person_holds_limits_halts_and_portfolios():
    install_demo_market()
    trader = arjun()
    portfolio = portfolio_of(trader)
    bearer_client(trader).post(HALTS, {"scope": "USER", "user_id": trader.pk, "reason": "Lunch."})

    found = bearer_client(charu()).get(f"/api/v1/risk/user/{trader.pk}").json()

    assert [row["portfolio_id"] for row in found["portfolios"]] == [portfolio.id]
    assert [row["reason"] for row in found["halts"]] == ["Lunch."]
    assert bearer_client(bhavna()).get(f"/api/v1/risk/user/{trader.pk}").status_code == 404


def test_the_gate_tells_every_reason_without_keeping_anything():
    install_demo_market()
    trader = arjun()
    portfolio = portfolio_of(trader, cash=10)
    bearer_client(BusinessOwnerFactory()).post(HALTS, GLOBAL)

    body = {"portfolio_id": portfolio.id, "symbol": "reliance", "action": "BUY", "quantity": 1}
    answer = bearer_client(trader).post(ASSESS, body)

    assert answer.status_code == 200
    found = answer.json()
    codes = {denial["code"] for denial in found["denials"]}
    assert {"HALTED", "STALE_QUOTE"} <= codes  # no feed runs in this test, so no price is known either
    assert (found["is_denied"], found["is_allowed"], Decimal(found["score"])) == (True, False, 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"symbol": "NOSUCH"}, "symbol"),
        ({"symbol": "NIFTY 50"}, "symbol"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": "1.5"}, "quantity"),
        ({"action": "SHORT"}, "action"),
        ({"order_type": "LIMIT"}, "limit_price"),
        ({"order_type": "LIMIT", "limit_price": "NaN"}, "limit_price"),
        ({"order_type": "LIMIT", "limit_price": "1300.0001"}, "limit_price"),
        ({"limit_price": "5"}, "limit_price"),
        ({"product": "NRML"}, "product"),
        ({"portfolio_id": "x"}, "portfolio_id"),
    ],
)
def test_a_wish_that_breaks_a_rule_of_the_form_is_refused_by_name(change, field):
    install_demo_market()
    trader = arjun()
    body = {"portfolio_id": portfolio_of(trader).id, "symbol": "RELIANCE", "action": "BUY", "quantity": 1, **change}

    answer = bearer_client(trader).post(ASSESS, body)

    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])


def test_the_gate_is_not_asked_about_somebody_elses_portfolio():
    install_demo_market()
    body = {"portfolio_id": portfolio_of(arjun()).id, "symbol": "RELIANCE", "action": "BUY", "quantity": 1}

    assert bearer_client(bhavna()).post(ASSESS, body).status_code == 404
    assert bearer_client(charu()).post(ASSESS, body).status_code == 403

"""Trades over REST: what outsiders rely on, and that nobody sees or cancels another's."""

from __future__ import annotations

import pytest

from tests.factories.accounts import AuditorFactory, BusinessOwnerFactory, SuperadminFactory, bearer_client, dev
from trading.models.trade import Trade

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


def get(client, path):
    return client.get(f"/api/v1/{path}")


def test_trade_has_the_shape_that_outsiders_rely_on(world):
    order = world.sent()
    world.quote_at("1365.11")

    trade = get(bearer_client(world.user), f"trades/{order.trade_id}").json()

    assert set(trade) >= SHAPE
    assert (trade["action"], trade["price"], trade["status"], trade["run_id"]) == ("BUY", "1300.1000", "EXECUTED", None)
    assert trade["pnl"].startswith("+4.8")
    assert trade["pnl"] == f"+{trade['pnl_pct']}%"
    assert trade["timestamp"][-6] in "+-" or trade["timestamp"].endswith("Z")


def test_sale_shows_what_the_ledger_has_booked(world):
    world.sent()
    world.quote_at("1200.00")
    sale = world.sent(side="SELL")

    trade = get(bearer_client(world.user), f"trades/{sale.trade_id}").json()

    assert trade["pnl"].startswith("-8.0")
    assert float(trade["pnl_amount"]) < -1_000


def test_trade_that_was_not_filled_has_gained_nothing_that_is_known(world):
    trade = world.trade()

    found = get(bearer_client(world.user), f"trades/{trade.id}").json()

    assert (found["pnl"], found["pnl_amount"], found["pnl_pct"]) == (None, None, None)
    assert found["price"] == "1300.0000"


def test_trade_of_another_is_not_there(world):
    trade = world.trade()
    stranger = bearer_client(dev())

    mine, nobodys = get(stranger, f"trades/{trade.id}"), get(stranger, "trades/999999")
    assert mine.status_code == nobodys.status_code == 404
    assert {**mine.json(), "trace_id": ""} == {**nobodys.json(), "trace_id": ""}
    assert get(stranger, f"trades/user/{world.user.pk}").status_code == 404
    assert get(stranger, f"users/{world.user.pk}/trades").status_code == 404
    assert get(stranger, f"trades/{10**30}").status_code == 404
    assert stranger.post(f"/api/v1/trades/cancel/{trade.id}", {}).status_code == 404
    assert get(stranger, "trades/").json()["count"] == 0


@pytest.mark.parametrize("person", [AuditorFactory, BusinessOwnerFactory, SuperadminFactory])
def test_those_who_see_all_see_the_trades_of_a_person(world, person):
    world.trade()
    client = bearer_client(person())

    assert get(client, f"trades/user/{world.user.pk}").json()["count"] == 1
    assert get(client, f"users/{world.user.pk}/trades").json()["count"] == 1


def test_trade_that_was_not_sent_is_cancelled_once(world):
    trade = world.trade()
    client = bearer_client(world.user)

    first, second = (client.post(f"/api/v1/trades/cancel/{trade.id}", {"reason": "Changed my mind."}) for _ in range(2))

    assert (first.status_code, first.json()["status"], first.json()["rejection_reason"]) == (200, "CANCELLED", "Changed my mind.")
    assert (second.status_code, second.json()["code"]) == (409, "trade_not_cancellable")


def test_auditor_cancels_nothing(world):
    trade = world.trade()

    assert bearer_client(AuditorFactory()).post(f"/api/v1/trades/cancel/{trade.id}", {}).status_code == 403


def test_only_administrators_set_words_right_and_nothing_else(world):
    trade = world.trade()
    path = f"/api/v1/trades/{trade.id}"
    change = {"decision_logic": "As agreed by phone.", "reason": "The note was missing.", "status": "EXECUTED", "quantity": 1_000}

    assert bearer_client(world.user).put(path, change).status_code == 403
    assert bearer_client(SuperadminFactory()).put(path, change).status_code == 200

    row = Trade.objects.get()
    assert (row.decision_logic, row.status, row.quantity) == ("As agreed by phone.", "PENDING", 10)


def test_list_costs_the_same_for_one_trade_and_for_three(world, django_assert_max_num_queries):
    client = bearer_client(world.user)
    for number in range(3):
        world.sent(quantity=number + 1)

    with django_assert_max_num_queries(10):
        answer = get(client, "trades/?status=EXECUTED&action=BUY&symbol=reliance")
    assert answer.json()["count"] == 3
    assert get(client, "trades/?action=HOLD").status_code == 400

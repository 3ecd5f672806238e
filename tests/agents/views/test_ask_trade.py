"""The order ticket's door: it leads to the trade's page, or back to the ticket with the field and the rule."""

from __future__ import annotations

import pytest

from agents.models.run import AgentRun
from tests.agents.desk import open_small_desk
from tests.factories.accounts import charu, dev
from trading.models.trade import Trade

pytestmark = pytest.mark.django_db
URL = "/trades/ask/"


@pytest.fixture
def desk():
    return open_small_desk()


def ticket(desk, **changes):
    usual = {
        "symbol": "RELIANCE",
        "exchange": "NSE",
        "side": "BUY",
        "quantity": "10",
        "order_type": "MARKET",
        "limit_price": "",
        "product": "CNC",
        "portfolio_id": str(desk.portfolio.id),
        "client_order_id": "ticket-1",
        "decision_logic": "Earnings.",
    }
    return usual | changes


def test_good_ticket_leads_to_the_page_of_its_trade(client, desk):
    client.force_login(desk.user)

    answer = client.post(URL, ticket(desk))

    trade = Trade.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/trades/{trade.pk}/")
    assert (trade.quantity, trade.decision_logic, trade.run_id) == (10, "Earnings.", str(AgentRun.objects.get().pk))


def test_good_ticket_sent_by_htmx_has_the_browser_go_there(client, desk):
    client.force_login(desk.user)

    answer = client.post(URL, ticket(desk), headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, f"/trades/{Trade.objects.get().pk}/")


def test_ticket_sent_twice_is_one_trade(client, desk):
    client.force_login(desk.user)

    answers = [client.post(URL, ticket(desk)) for _ in range(2)]

    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Trade.objects.count() == 1


def test_ticket_changed_after_it_was_sent_comes_back_with_an_id_of_its_own(client, desk):
    client.force_login(desk.user)
    client.post(URL, ticket(desk))

    answer = client.post(URL, ticket(desk, quantity="11"), headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert "ticket-1" not in answer.content.decode()
    assert Trade.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"symbol": "NOSUCH"}, "symbol"),
        ({"symbol": ""}, "symbol"),
        ({"quantity": "0"}, "quantity"),
        ({"quantity": "1.5"}, "quantity"),
        ({"quantity": ""}, "quantity"),
        ({"order_type": "STOP"}, "order_type"),
        ({"order_type": "LIMIT"}, "limit_price"),
        ({"order_type": "LIMIT", "limit_price": "NaN"}, "limit_price"),
        ({"order_type": "LIMIT", "limit_price": "1290.03"}, "limit_price"),
        ({"product": "NRML"}, "product"),
        ({"portfolio_id": "mine"}, "portfolio_id"),
        ({"side": "HOLD"}, "general"),
        ({"client_order_id": ""}, "general"),
        ({"client_order_id": "no spaces"}, "general"),
    ],
)
def test_bad_field_comes_back_with_the_ticket_and_its_rule(client, desk, changes, shown):
    client.force_login(desk.user)

    answer = client.post(URL, ticket(desk, **changes), headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert list(answer.context["errors"]) == [shown]
    assert 'id="order-ticket"' in answer.content.decode()
    assert not Trade.objects.exists()


def test_limit_price_that_was_left_in_a_market_ticket_is_not_meant(client, desk):
    client.force_login(desk.user)

    assert client.post(URL, ticket(desk, limit_price="rubbish")).status_code == 302


def test_auditors_may_not_ask_and_other_peoples_portfolios_are_not_there(client, desk):
    client.force_login(charu())
    assert client.post(URL, ticket(desk)).status_code == 403

    client.force_login(dev())
    assert client.post(URL, ticket(desk)).status_code == 404
    assert not Trade.objects.exists()


def test_ticket_is_only_ever_posted(client, desk):
    client.force_login(desk.user)

    assert client.get(URL).status_code == 405

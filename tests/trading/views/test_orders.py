"""Orders and trades: lists by tab and symbol, the life of one, cancelling."""

from __future__ import annotations

import pytest

from tests.factories.accounts import BusinessOwnerFactory
from tests.trading.views.pages import queries_of, signed_in, text_of
from trading.models.order import Order


@pytest.fixture
def browser(client, world):
    return signed_in(client, world.user)


@pytest.fixture
def resting(world):
    return world.sent(limit_price="1290.00")


@pytest.mark.parametrize(("tab", "shows"), [("open", True), ("executed", False), ("rejected", False), ("all", True), ("rubbish", True)])
def test_the_tabs_part_the_order_book(browser, resting, tab, shows):
    assert ("RELIANCE" in text_of(browser.get(f"/orders/?tab={tab}"))) is shows


@pytest.mark.parametrize("page", ["/orders/", "/trades/"])
def test_a_list_is_searched_by_symbol(browser, resting, page):
    assert "RELIANCE" in text_of(browser.get(f"{page}?symbol=relia"))
    assert f'href="{page}{resting.id}/"' not in text_of(browser.get(f"{page}?symbol=TCS"))


@pytest.mark.parametrize("query", ["page=rubbish", "page=-1", "page=99999999999999", "status=RUBBISH", "symbol=%00%25'"])
@pytest.mark.parametrize("page", ["/orders/", "/trades/"])
def test_a_strange_question_is_answered_with_a_page(browser, resting, page, query):
    assert browser.get(f"{page}?{query}").status_code == 200


def test_an_empty_book_says_so(browser, world):
    assert "No orders here" in text_of(browser.get("/orders/"))
    assert "No trades here" in text_of(browser.get("/trades/"))
    assert "No orders yet" in text_of(browser.get("/orders/recent/"))


@pytest.mark.parametrize("path", ["/orders/", "/trades/", "/orders/recent/"])
def test_a_list_takes_as_many_queries_for_three_as_for_one(browser, world, path):
    world.sent()
    one = queries_of(browser, path)
    world.sent()
    world.sent()

    assert queries_of(browser, path) == one


def test_an_order_shows_every_move_and_its_fill_beside_the_quote(browser, world):
    order = world.sent(quantity=10)

    page = text_of(browser.get(f"/orders/{order.id}/"))

    for state in ("Created", "Validated", "Risk checked", "Submitted", "Filled"):
        assert state in page
    assert "10 of 10 shares" in page
    assert "1,300.10" in page  # the fill
    assert "simulated" in page
    assert "Cancel order" not in page


def test_a_trade_shows_its_outcome_and_follows_it_while_it_is_open(browser, world, resting):
    done = world.sent(quantity=2)

    finished, open_one = text_of(browser.get(f"/trades/{done.trade_id}/")), text_of(browser.get(f"/trades/{resting.trade_id}/"))

    assert "Executed" in finished
    assert "Cancel trade" not in finished
    assert 'hx-trigger="live:refresh"' in finished
    assert "Cancel trade" in open_one
    assert 'hx-trigger="live:refresh, every 3s"' in open_one


def test_a_resting_order_is_cancelled_from_its_page(browser, resting):
    answer = browser.post(f"/orders/{resting.id}/cancel/", {"reason": "Changed my mind."}, follow=True)

    assert "Cancellation asked for." in text_of(answer)
    assert Order.objects.get().status == "CANCELLED"


@pytest.mark.parametrize("kind", ["orders", "trades"])
def test_what_is_done_cannot_be_cancelled_and_says_so(browser, world, kind):
    order = world.sent()
    number = order.id if kind == "orders" else order.trade_id

    answer = browser.post(f"/{kind}/{number}/cancel/", follow=True)

    assert answer.status_code == 200
    assert 'class="toast error"' in text_of(answer)
    assert Order.objects.get().status == "FILLED"


def test_who_runs_the_desk_cancels_for_a_trader(client, world, resting):
    signed_in(client, BusinessOwnerFactory())

    client.post(f"/trades/{resting.trade_id}/cancel/")

    assert Order.objects.get().status == "CANCELLED"

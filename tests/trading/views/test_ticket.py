"""The order ticket: what it is filled with, what the preview says before anything is sent, and how it comes back when refused."""

from __future__ import annotations

import pytest

from stocksteward.core import clock
from tests.factories.accounts import set_thresholds
from tests.factories.market import IndexFactory
from tests.trading.views.pages import HTMX, signed_in, text_of
from trading.enums import HaltScope
from trading.models.order import Order
from trading.models.trade import Trade
from trading.services import halts

PREVIEW = "/ticket/preview/"
SHEET = HTMX | {"HX-Current-URL": "http://testserver/"}


def ticket(world, **changes):
    usual = {
        "symbol": "RELIANCE",
        "side": "BUY",
        "quantity": "10",
        "order_type": "MARKET",
        "limit_price": "",
        "product": "CNC",
        "portfolio_id": str(world.portfolio.id),
    }
    return usual | changes


def preview(client, world, **changes):
    answer = client.get(PREVIEW, ticket(world, **changes), headers=HTMX)
    assert answer.status_code == 200
    return text_of(answer)


@pytest.fixture
def browser(client, world):
    return signed_in(client, world.user)


def test_a_link_fills_the_ticket_in(browser):
    page = text_of(browser.get("/ticket/?symbol=reliance&side=SELL&quantity=7&order_type=LIMIT&limit_price=1310"))

    assert 'value="RELIANCE"' in page
    assert 'value="7"' in page
    assert 'value="1310"' in page
    assert 'name="side" value="SELL" checked' in page
    assert 'data-live-status="RELIANCE">LIVE' in page
    assert "₹1,300.00" in page
    assert "simulated" in page


@pytest.mark.parametrize("query", ["side=HOLD", "order_type=STOP", "product=NRML", "symbol=NOSUCH", "quantity=rubbish", "symbol=%00"])
def test_a_strange_link_is_an_ordinary_ticket(browser, query):
    assert browser.get(f"/ticket/?{query}").status_code == 200


def test_every_ticket_has_an_id_of_its_own(browser):
    first, second = (browser.get("/ticket/").context["values"]["client_order_id"] for _ in range(2))

    assert first != second


def test_only_the_sheet_has_a_button_to_close_it(browser):
    partial_of_page = browser.get("/ticket/", headers=HTMX | {"HX-Current-URL": "http://testserver/ticket/?symbol=RELIANCE"})

    assert 'data-closes aria-label="Close"' in text_of(browser.get("/ticket/", headers=SHEET))
    assert not browser.get("/ticket/").context["is_in_sheet"]
    assert "data-closes" not in text_of(partial_of_page)


def test_the_preview_shows_every_charge_before_anything_is_sent(browser, world):
    shown = preview(browser, world, quantity="40")

    assert "Order value" in shown
    assert "₹52,004.00" in shown  # forty at the asked 1,300.10
    for charge in ("STT ₹52.00", "Stamp duty ₹8.00", "Exchange ₹", "SEBI ₹", "GST ₹"):
        assert charge in shown
    assert "Cash set aside, at most" in shown
    assert "Every rule passes." in shown
    assert not Trade.objects.exists()
    assert not Order.objects.exists()


def test_a_sale_shows_what_it_would_bring(browser, world):
    world.sent(quantity=10)

    shown = preview(browser, world, side="SELL", quantity="5")

    assert "You would receive" in shown
    assert "Cash set aside" not in shown


@pytest.mark.parametrize("blank", [{"quantity": ""}, {"symbol": " "}, {"order_type": "LIMIT"}, {"quantity": "", "symbol": ""}])
def test_a_ticket_that_is_not_filled_in_yet_is_no_mistake(browser, world, blank):
    shown = preview(browser, world, **blank)

    assert "appear here once" in shown
    assert "required" not in shown


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"symbol": "NOSUCH"}, "Symbol: There is no instrument &#x27;NOSUCH&#x27;"),
        ({"quantity": "0"}, "Quantity: Ensure this value is greater than or equal to 1."),
        ({"quantity": "1.5"}, "Quantity: Enter a whole number."),
        ({"quantity": "NaN"}, "Quantity: Enter a whole number."),
        ({"order_type": "LIMIT", "limit_price": "NaN"}, "Limit price: Enter a number."),
        ({"order_type": "STOP"}, "Order type: Select a valid choice."),
        ({"side": "HOLD"}, "Side: Select a valid choice."),
        ({"portfolio_id": "999999"}, "There is no such thing here."),
    ],
)
def test_what_cannot_be_previewed_is_said_with_its_field(browser, world, changes, words):
    assert words in preview(browser, world, **changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"quantity": "100000"}, "cash"),
        ({"side": "SELL"}, "shares"),
        ({"order_type": "LIMIT", "limit_price": "1290.03"}, "tick"),
        ({"order_type": "LIMIT", "limit_price": "2000"}, "circuit limit"),
    ],
)
def test_every_denial_is_said_in_words(browser, world, changes, words):
    shown = preview(browser, world, **changes)

    assert 'class="fail"' in shown
    assert words in shown
    assert "Every rule passes" not in shown


def test_all_denials_are_said_at_once(browser, world):
    halts.engage(scope=HaltScope.GLOBAL, reason="Testing.", by=None, at=clock.now())
    world.quote_at("1300.00", as_of=clock.now().replace(year=2020), received_at=clock.now().replace(year=2020))

    shown = preview(browser, world, quantity="9000")

    assert shown.count('class="fail"') >= 3
    assert "Trading is halted" in shown


def test_an_order_above_the_threshold_says_that_a_person_approves_first(browser, world):
    set_thresholds(world.user, approval="50000")

    shown = preview(browser, world, quantity="40")

    assert 'class="ask"' in shown
    assert "₹50,000.00" in shown


def test_what_is_not_tradable_is_denied_by_name(browser, world):
    index = IndexFactory(symbol="NIFTY")

    assert "cannot be traded" in preview(browser, world, symbol=index.symbol)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"symbol": "NOSUCH"}, "symbol", "NOSUCH"),
        ({"quantity": "0"}, "quantity", "greater than or equal to 1"),
        ({"quantity": "1.5"}, "quantity", "whole number"),
        ({"quantity": "NaN"}, "quantity", "whole number"),
        ({"order_type": "LIMIT", "limit_price": "1290.03"}, "limit_price", "multiple of the tick of 0.1"),
        ({"order_type": "LIMIT", "limit_price": "NaN"}, "limit_price", "number"),
        ({"order_type": "LIMIT", "limit_price": "-1"}, "limit_price", "above zero"),
    ],
)
def test_a_refused_ticket_comes_back_with_what_was_typed_and_the_rule_at_its_field(browser, world, changes, field, words):
    answer = browser.post("/trades/ask/", ticket(world, client_order_id="ticket-1", **changes), headers=SHEET)

    shown = text_of(answer)
    assert answer.status_code == 422
    assert f'id="ticket-{field}-error"' in shown
    assert words in shown[shown.index(f'id="ticket-{field}-error"') :][:400]
    for typed in changes.values():
        assert typed in shown
    assert 'data-closes aria-label="Close"' in shown
    assert not Trade.objects.exists()


def test_the_ticket_of_somebody_without_a_portfolio_says_so(client, world):
    from tests.factories.accounts import dev

    signed_in(client, dev())

    assert "No portfolio yet" in text_of(client.get("/ticket/?symbol=RELIANCE"))
    assert "There is no default portfolio." in text_of(client.get(PREVIEW, ticket(world, portfolio_id=""), headers=HTMX))


def test_the_ticket_offers_only_ones_own_portfolios(client, world):
    from tests.factories.accounts import BusinessOwnerFactory

    signed_in(client, BusinessOwnerFactory())

    assert client.get("/ticket/").context["portfolios"] == []


def test_a_price_that_is_not_known_is_not_available(browser, world):
    world.quote.delete()

    shown = text_of(browser.get("/ticket/?symbol=RELIANCE"))

    assert "UNAVAILABLE" in shown
    assert "not available" in preview(browser, world)

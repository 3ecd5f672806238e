"""Strategies: launching in one go or not at all, what the rule says now, pausing and resuming."""

from __future__ import annotations

from decimal import Decimal

import pytest

from stocksteward.core import clock
from tests.factories.accounts import BusinessOwnerFactory, bhavna
from tests.factories.portfolio import PortfolioFactory
from tests.trading.views.pages import HTMX, queries_of, signed_in, text_of
from trading.domain.strategies import DeploymentLimits
from trading.models.strategy import Strategy, StrategyDeployment
from trading.services import strategies

LAUNCH = "/strategies/launch/"


@pytest.fixture
def browser(client, world):
    return signed_in(client, world.user)


def launched(world, *, name="Trend", symbols=("RELIANCE",)):
    at = clock.now()
    made = strategies.create_strategy(by=world.user, name=name, rule="moving_average_cross", parameters={}, symbols=symbols, at=at)
    limits = DeploymentLimits(quantity_max=5, value_inr_max=Decimal("10000.50"))
    strategies.deploy_strategy(by=world.user, strategy_id=made.id, portfolio_id=world.portfolio.id, limits=limits, at=at)
    return made


def form(world, **changes):
    usual = {
        "name": "Trend",
        "rule": "moving_average_cross",
        "moving_average_cross.fast": "10",
        "moving_average_cross.slow": "30",
        "symbols": "reliance, RELIANCE",
        "portfolio_id": str(world.portfolio.id),
        "quantity_max": "5",
        "value_inr_max": "10000.50",
        "period_seconds": "3600",
    }
    return usual | changes


def test_nothing_set_up_offers_to_launch(browser):
    page = text_of(browser.get("/strategies/"))

    assert "No strategy yet" in page
    assert f'href="{LAUNCH}"' in page


def test_launching_creates_and_deploys_and_leads_to_its_page(browser, world):
    answer = browser.post(LAUNCH, form(world), follow=True)

    strategy, deployment = Strategy.objects.get(), StrategyDeployment.objects.get()
    assert answer.redirect_chain == [(f"/strategies/{strategy.pk}/", 302)]
    assert (strategy.parameters, strategy.symbols) == ({"fast": 10, "slow": 30}, ["RELIANCE"])
    assert (deployment.status, deployment.quantity_max, deployment.value_inr_max) == ("PAPER", 5, Decimal("10000.50"))
    page = text_of(answer)
    assert "Launched on paper" in page
    assert 'href="/"' in page
    assert 'href="/portfolio/"' in page


def test_the_figures_of_a_rule_that_is_not_chosen_are_not_meant(browser, world):
    answer = browser.post(LAUNCH, form(world, rule="indicator_vote", **{"moving_average_cross.fast": "rubbish"}))

    assert answer.status_code == 302
    assert Strategy.objects.get().parameters == {}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 81}, "80"),
        ({"rule": "astrology"}, "Select a valid choice."),
        ({"symbols": ""}, "This field is required."),
        ({"symbols": "NOSUCH"}, "NOSUCH cannot be traded here."),
        ({"symbols": " ".join(f"S{number}" for number in range(21))}, "At most 20 symbols."),
        ({"moving_average_cross.fast": "1"}, "greater than or equal to 2"),
        ({"moving_average_cross.fast": "NaN"}, "Enter a whole number."),
        ({"moving_average_cross.fast": "40"}, "must be shorter than the slow one"),
        ({"quantity_max": "0"}, "greater than or equal to 1"),
        ({"value_inr_max": "NaN"}, "Enter a number."),
        ({"value_inr_max": "999999999999"}, "at most 100000000 rupees"),
        ({"period_seconds": "1"}, "Select a valid choice."),
        ({"portfolio_id": "999999"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_launched_comes_back_with_its_rule_and_nothing_is_made(browser, world, changes, words):
    answer = browser.post(LAUNCH, form(world, **changes))

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not Strategy.objects.exists()
    assert not StrategyDeployment.objects.exists()


def test_a_name_that_is_taken_is_said_at_the_form(browser, world):
    launched(world)

    answer = browser.post(LAUNCH, form(world))

    assert answer.status_code == 422
    assert "There is a strategy named Trend already." in text_of(answer)
    assert Strategy.objects.count() == 1


def test_nobody_launches_into_another_persons_portfolio(browser, world):
    others = PortfolioFactory(user=bhavna())

    assert browser.post(LAUNCH, form(world, portfolio_id=str(others.pk))).status_code == 422
    assert not Strategy.objects.exists()


def test_a_page_explains_the_rule_and_its_figures(browser, world):
    page = text_of(browser.get(f"/strategies/{launched(world).id}/"))

    assert "Buys when the fast simple moving average crosses above the slow one" in page
    assert "Fast average (bars)" in page
    assert "2 to 200, usually 20." in page
    assert "10,000.50" in page
    assert "once a day" in page


def test_it_says_what_the_rule_says_now_with_reasons_and_price(browser, world):
    shown = text_of(browser.get(f"/strategies/{launched(world).id}/signals/", headers=HTMX))

    assert 'id="strategy-signals"' in shown
    assert "the 20-bar average and the 50-bar average" in shown
    assert "₹1,300.00" in shown
    assert "confidence" in shown


def test_a_symbol_that_is_gone_costs_its_line_and_not_the_page(browser, world):
    made = launched(world)
    Strategy.objects.update(symbols=["RELIANCE", "GONE"])

    shown = text_of(browser.get(f"/strategies/{made.id}/signals/", headers=HTMX))

    assert "GONE" in shown
    assert "not available" in shown
    assert "the 20-bar average" in shown


def test_pausing_and_resuming(browser, world):
    made = launched(world)

    paused = browser.post(f"/strategies/{made.id}/pause/", {"portfolio_id": world.portfolio.id}, follow=True)
    assert StrategyDeployment.objects.get().status == "PAUSED"
    assert f'action="/strategies/{made.id}/resume/"' in text_of(paused)

    browser.post(f"/strategies/{made.id}/resume/")
    assert StrategyDeployment.objects.get().status == "PAPER"


@pytest.mark.parametrize("portfolio_id", ["999999", "rubbish", "-1", "9" * 30])
def test_pausing_where_it_is_not_deployed_is_no_accident(browser, world, portfolio_id):
    made = launched(world)

    answer = browser.post(f"/strategies/{made.id}/pause/", {"portfolio_id": portfolio_id}, follow=True)

    assert "not deployed there" in text_of(answer)
    assert StrategyDeployment.objects.get().status == "PAPER"


def test_a_draft_is_deployed_from_its_page_and_a_wrong_limit_stays_there(browser, world):
    made = strategies.create_strategy(
        by=world.user, name="Draft", rule="indicator_vote", parameters={}, symbols=["RELIANCE"], at=clock.now()
    )
    path = f"/strategies/{made.id}/deploy/"
    fields = {name: value for name, value in form(world).items() if name.endswith(("_id", "_max", "_seconds"))}

    assert "Not deployed" in text_of(browser.get(f"/strategies/{made.id}/"))
    refused = browser.post(path, fields | {"quantity_max": "0"})
    assert (refused.status_code, StrategyDeployment.objects.count()) == (422, 0)
    assert browser.post(path, fields).status_code == 302
    assert StrategyDeployment.objects.get().quantity_max == 5


def test_the_list_takes_as_many_queries_for_three_as_for_one(client, world):
    signed_in(client, BusinessOwnerFactory())
    launched(world)
    one = queries_of(client, "/strategies/")
    launched(world, name="Second")
    launched(world, name="Third")

    assert queries_of(client, "/strategies/") == one

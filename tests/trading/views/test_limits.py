"""Risk limits: what is in force, how much is used, who sets them; and the dashboard's meter, which never makes a figure up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from stocksteward.core import clock
from tests.factories.accounts import BusinessOwnerFactory, arjun, bhavna, dev
from tests.trading.views.pages import ABSENT, HTMX, assert_answered_like_absent, signed_in, text_of
from trading.models.risk_limit import RiskLimit
from trading.selectors.limits import get_desk_limits, get_limits
from trading.services.limits import set_limits

CHANGE = "/risk/limits/change/"
FIGURES = {"order_value_inr_max": "400000", "position_size_fraction_max": "12.5", "daily_loss_inr_max": "20000", "reason": "Calmer."}


@pytest.fixture
def owner(client, world):
    return signed_in(client, BusinessOwnerFactory())


def test_a_trader_sees_their_limits_and_their_use_but_no_form(client, world):
    world.sent(quantity=100)
    set_limits(by=BusinessOwnerFactory(), user_id=world.user.pk, figures={"daily_loss_inr_max": Decimal(7_000)}, at=clock.now())
    signed_in(client, world.user)

    page = text_of(client.get("/risk/limits/"))

    assert "₹7,000.00" in page
    assert "Largest name" in page
    assert "% of 100.0% allowed" in page
    assert CHANGE not in page


def test_the_desk_sets_its_limits_in_percent_and_they_are_in_force(owner):
    answer = owner.post(CHANGE, FIGURES, follow=True)

    found = get_desk_limits()
    assert (found.order_value_inr_max, found.position_size_fraction_max) == (Decimal(400_000), Decimal("0.125"))
    assert "The limits are in force." in text_of(answer)
    assert 'value="12.5"' in text_of(answer)


def test_one_person_gets_limits_of_their_own_and_gives_them_back(owner, world):
    owner.post(CHANGE, FIGURES | {"user_id": world.user.pk, "order_value_inr_max": "", "position_size_fraction_max": ""})
    assert get_limits(user_id=world.user.pk).daily_loss_inr_max == Decimal(20_000)

    owner.post(CHANGE, {"user_id": world.user.pk, "reason": "As everybody."})
    assert get_limits(user_id=world.user.pk) == get_desk_limits()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"order_value_inr_max": ""}, "This field is required."),
        ({"order_value_inr_max": "NaN"}, "Enter a number."),
        ({"order_value_inr_max": "-1"}, "greater than or equal to 0"),
        ({"order_value_inr_max": "99999999999999999"}, "from 0 to 100000000000"),
        ({"position_size_fraction_max": "100.5"}, "less than or equal to 100"),
        ({"position_size_fraction_max": "Infinity"}, "Enter a number."),
        ({"reason": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_a_limit_is_said_at_its_field(owner, changes, words):
    answer = owner.post(CHANGE, FIGURES | changes)

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not RiskLimit.objects.exists()


def test_a_trader_sets_no_limits(client, world):
    signed_in(client, world.user)

    assert client.post(CHANGE, FIGURES).status_code == 403
    assert not RiskLimit.objects.exists()


def test_another_persons_limits_are_answered_like_nobodys(client, world):
    signed_in(client, dev())

    assert_answered_like_absent(client, there=f"/risk/limits/?user_id={world.user.pk}", absent=f"/risk/limits/?user_id={ABSENT}")


@pytest.mark.parametrize("user_id", ["rubbish", "-1", "9" * 40, "999999999"])
def test_limits_of_nobody_are_not_there(owner, user_id):
    assert owner.get(f"/risk/limits/?user_id={user_id}").status_code == 404
    assert owner.post(CHANGE, FIGURES | {"user_id": user_id}).status_code == 404


def test_who_runs_the_desk_looks_at_one_trader(owner, world):
    page = text_of(owner.get(f"/risk/limits/?user_id={world.user.pk}"))

    assert world.user.full_name in page
    assert f'name="user_id" value="{world.user.pk}"' in page


def test_the_meter_says_how_much_of_the_daily_loss_is_used(client, world):
    set_limits(by=BusinessOwnerFactory(), figures={"daily_loss_inr_max": Decimal(2_000)}, at=clock.now())
    world.sent(quantity=100)
    world.quote_at("1290.00")
    signed_in(client, world.user)

    shown = text_of(client.get("/risk/daily-loss/", headers=HTMX))

    assert 'id="daily-loss-panel"' in shown
    assert "51%" in shown  # a hundred shares at 1,300.10 that are worth 1,290.00 now
    assert "₹1,010.00 of ₹2,000.00" in shown
    assert "<svg" in shown


@pytest.mark.parametrize(("price", "tone"), [("1295.00", ""), ("1283.00", "warn"), ("1270.00", "bad")])
def test_the_meter_warns_before_the_limit_and_at_it(client, world, price, tone):
    set_limits(by=BusinessOwnerFactory(), figures={"daily_loss_inr_max": Decimal(2_000)}, at=clock.now())
    world.sent(quantity=100)
    world.quote_at(price)
    signed_in(client, world.user)

    assert f'class="meter{f" {tone}" if tone else ""}"' in text_of(client.get("/risk/daily-loss/", headers=HTMX))


def test_a_loss_that_is_not_known_is_not_available_and_never_zero(client, world):
    world.sent(quantity=100)
    world.quote.delete()
    signed_in(client, world.user)

    shown = text_of(client.get("/risk/daily-loss/", headers=HTMX))

    assert "not available" in shown
    assert "0%" not in shown
    assert "<svg" not in shown


@pytest.mark.parametrize("person", [arjun, bhavna, BusinessOwnerFactory])
def test_without_a_portfolio_there_is_no_figure(client, db, person):
    signed_in(client, person())

    assert "you have no portfolio of your own" in text_of(client.get("/risk/daily-loss/", headers=HTMX))
    assert "No portfolio" in text_of(client.get("/risk/limits/"))

"""Every page of the trading app: who is sent away, who is refused, whose things are answered as if there were none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from stocksteward.core import clock
from tests.factories.accounts import BusinessOwnerFactory, SuperadminFactory, charu, dev
from tests.trading.views.pages import ABSENT, HTMX, assert_answered_like_absent, signed_in, text_of
from trading.domain.strategies import DeploymentLimits
from trading.enums import TradeOrigin
from trading.models.trade import Trade
from trading.risk.verdict import ApprovalReason
from trading.services import approvals, strategies

REASONS = (ApprovalReason(code="CONFIDENCE_BELOW_THRESHOLD", message="The signal is not sure."),)
LISTS = ["/orders/", "/trades/", "/approvals/", "/strategies/", "/risk/", "/risk/limits/"]
PANELS = ["/orders/recent/", "/approvals/waiting/", "/approvals/count/", "/risk/daily-loss/"]
FOR_TRADERS = ["/ticket/", "/ticket/preview/", "/strategies/launch/"]
POSTS = ["/orders/{order}/cancel/", "/trades/{trade}/cancel/", "/approvals/{approval}/approve/", "/approvals/{approval}/reject/"]
POSTS += ["/strategies/{strategy}/pause/", "/strategies/{strategy}/resume/", "/strategies/{strategy}/deploy/"]
DETAILS = ["/orders/{order}/", "/trades/{trade}/", "/approvals/{approval}/", "/strategies/{strategy}/", "/strategies/{strategy}/signals/"]


@pytest.fixture
def ids(world):
    order = world.sent()
    waiting = world.trade(run_id="run-1", origin=TradeOrigin.PERSON)
    question = approvals.ask(trade_id=waiting.id, reasons=REASONS, quote_price=Decimal("1300.00"), at=clock.now())
    at = clock.now()
    strategy = strategies.create_strategy(by=world.user, name="Trend", rule="indicator_vote", parameters={}, symbols=["RELIANCE"], at=at)
    strategies.deploy_strategy(
        by=world.user, strategy_id=strategy.id, portfolio_id=world.portfolio.id, limits=DeploymentLimits(5, Decimal(10_000)), at=at
    )
    return {"order": order.id, "trade": order.trade_id, "approval": question.id, "strategy": strategy.id}


@pytest.mark.parametrize("path", [*LISTS, *PANELS, *FOR_TRADERS])
def test_a_stranger_is_sent_to_the_sign_in(client, db, path):
    page, partial = client.get(path), client.get(path, headers=HTMX)

    assert (page.status_code, page["Location"].split("?")[0]) == (302, "/sign-in/")
    assert partial["HX-Redirect"].startswith("/sign-in/")


@pytest.mark.parametrize("path", [*DETAILS, *POSTS])
def test_a_stranger_sees_and_decides_nothing(client, ids, path):
    answer = client.post(path.format(**ids)) if path in POSTS else client.get(path.format(**ids))

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/sign-in/")
    assert Trade.objects.filter(status="AWAITING_APPROVAL").count() == 1


@pytest.mark.parametrize("path", [*LISTS, *DETAILS])
@pytest.mark.parametrize("viewer", [charu, BusinessOwnerFactory, SuperadminFactory], ids=["auditor", "owner", "superadmin"])
def test_who_oversees_the_desk_sees_what_others_have(client, ids, viewer, path):
    signed_in(client, viewer())

    page = client.get(path.format(**ids))
    partial = client.get(path.format(**ids), headers=HTMX)

    assert (page.status_code, partial.status_code) == (200, 200)
    if not path.endswith("/signals/"):
        assert "<html" in text_of(page)
    assert "<html" not in text_of(partial)


@pytest.mark.parametrize("path", [*LISTS, *PANELS])
def test_a_page_and_its_partial_are_never_kept_by_a_cache(client, ids, world, path):
    signed_in(client, world.user)

    assert client.get(path, headers=HTMX)["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", DETAILS)
def test_another_traders_thing_is_answered_byte_for_byte_like_none(client, ids, path):
    signed_in(client, dev())

    assert_answered_like_absent(client, there=path.format(**ids), absent=path.format(**dict.fromkeys(ids, ABSENT)))


@pytest.mark.parametrize("path", POSTS)
def test_nobody_acts_on_another_traders_thing(client, ids, path, settings):
    settings.STEWARD_FOUR_EYES = False  # else a trader decides nothing at all, which is a refusal of the role
    signed_in(client, dev())

    assert_answered_like_absent(client, there=path.format(**ids), absent=path.format(**dict.fromkeys(ids, ABSENT)), method="post")
    assert Trade.objects.filter(status="AWAITING_APPROVAL").count() == 1


@pytest.mark.parametrize("path", [*FOR_TRADERS, *POSTS, "/risk/halt/", "/risk/halts/1/release/", "/risk/limits/change/"])
def test_an_auditor_may_look_but_not_act(client, ids, path):
    signed_in(client, charu())

    answer = client.get(path) if path in FOR_TRADERS else client.post(path.format(**ids), {"scope": "GLOBAL", "reason": "Because."})

    assert answer.status_code == 403
    assert "Your role does not include this." in text_of(answer)


@pytest.mark.parametrize("path", LISTS)
def test_a_list_shows_nothing_of_another_trader(client, ids, path):
    signed_in(client, dev())

    assert "RELIANCE" not in text_of(client.get(path, headers=HTMX))


@pytest.mark.parametrize("path", POSTS)
def test_what_changes_something_is_only_ever_posted(client, ids, world, path):
    signed_in(client, world.user)

    assert client.get(path.format(**ids)).status_code == 405


def test_an_auditor_is_offered_no_buttons(client, ids):
    signed_in(client, charu())

    shown = "".join(text_of(client.get(path.format(**ids))) for path in [*LISTS, *DETAILS])

    for offer in ("/cancel/", "/approve/", "/reject/", "/pause/", "/release/", "/limits/change/", "halt-dialog", "/strategies/launch/"):
        assert f'{offer}"' not in shown.replace('id="halt-dialog"', ""), offer

"""Halts: engaging from the dialog, releasing with a reason, and whom one may not stop or let go."""

from __future__ import annotations

import pytest

from stocksteward.core import clock
from tests.factories.accounts import BusinessOwnerFactory, bhavna
from tests.trading.views.pages import ABSENT, HTMX, assert_answered_like_absent, queries_of, signed_in, text_of
from trading.enums import HaltScope
from trading.models.halt import Halt
from trading.services import halts

ENGAGE = "/risk/halt/"


@pytest.fixture
def browser(client, world):
    return signed_in(client, world.user)


def halted(user, *, by=None, reason="Too much at once."):
    return halts.engage(scope=HaltScope.USER, user_id=user.pk, reason=reason, by=by, at=clock.now())


def test_nothing_halted_says_so(browser):
    page = text_of(browser.get("/risk/"))

    assert "Nothing is halted" in page
    assert "No halt was released yet" in page


def test_a_trader_halts_and_releases_their_own_trading(browser, world):
    engaged = browser.post(ENGAGE, {"scope": "USER", "reason": "Lunch."}, follow=True)

    halt = Halt.objects.get()
    assert (halt.user_id, halt.is_active, halt.reason) == (world.user.pk, True, "Lunch.")
    assert "You are halted" in text_of(engaged)
    assert "Trading is halted for you: Lunch." in text_of(engaged)

    released = browser.post(f"/risk/halts/{halt.pk}/release/", {"reason": "Back."}, follow=True)
    assert "Nothing is halted" in text_of(released)
    assert "Back." in text_of(released)
    assert not Halt.objects.get().is_active


def test_htmx_is_led_to_the_list(browser):
    assert browser.post(ENGAGE, {"scope": "USER", "reason": "Lunch."}, headers=HTMX)["HX-Redirect"] == "/risk/"


@pytest.mark.parametrize(
    "fields",
    [
        {"scope": "USER", "reason": ""},
        {"scope": "USER", "reason": "   "},
        {"scope": "USER", "reason": "x" * 201},
        {"scope": "EVERYBODY", "reason": "Because."},
        {"reason": "Because."},
        {"scope": "USER", "user_id": "rubbish", "reason": "Because."},
        {"scope": "USER", "user_id": str(2**63), "reason": "Because."},
    ],
)
def test_a_halt_that_cannot_be_is_said_in_words(browser, fields):
    answer = browser.post(ENGAGE, fields)

    assert answer.status_code == 422
    assert "Nothing was halted." in text_of(answer)
    assert not Halt.objects.exists()


def test_a_trader_halts_neither_the_desk_nor_another(browser):
    other = bhavna()

    assert browser.post(ENGAGE, {"scope": "GLOBAL", "reason": "Because."}).status_code == 403
    theirs = browser.post(ENGAGE, {"scope": "USER", "user_id": other.pk, "reason": "Because."}, headers=HTMX)
    nobody = browser.post(ENGAGE, {"scope": "USER", "user_id": ABSENT, "reason": "Because."}, headers=HTMX)
    assert theirs.status_code == nobody.status_code == 422
    assert theirs.content == nobody.content
    assert not Halt.objects.exists()


def test_who_runs_the_desk_halts_the_desk_or_one_trader(client, world):
    signed_in(client, BusinessOwnerFactory())

    client.post(ENGAGE, {"scope": "GLOBAL", "reason": "Wrong prices."})
    client.post(ENGAGE, {"scope": "USER", "user_id": world.user.pk, "reason": "Too fast."})

    assert list(Halt.objects.order_by("scope").values_list("scope", "user_id")) == [("GLOBAL", None), ("USER", world.user.pk)]
    page = text_of(client.get("/risk/"))
    assert "The whole desk is halted" in page
    assert page.count("/release/") == 2


def test_a_release_needs_a_reason_and_says_so_at_its_field(browser, world):
    halt = halted(world.user, by=world.user)

    answer = browser.post(f"/risk/halts/{halt.id}/release/", {"reason": ""})

    assert answer.status_code == 422
    assert f'id="release-{halt.id}-error"' in text_of(answer)
    assert Halt.objects.get().is_active


def test_a_halt_is_released_once(browser, world):
    halt = halted(world.user, by=world.user)
    path = f"/risk/halts/{halt.id}/release/"
    browser.post(path, {"reason": "Back."})

    assert browser.post(path, {"reason": "Back."}).status_code == 422


def test_what_the_desk_engaged_only_the_desk_releases(browser, world):
    halt = halted(world.user, by=BusinessOwnerFactory())

    page = text_of(browser.get("/risk/"))
    answer = browser.post(f"/risk/halts/{halt.id}/release/", {"reason": "Please."})

    assert "only the desk can release it" in page
    assert "/release/" not in page
    assert answer.status_code == 422
    assert Halt.objects.get().is_active


def test_another_traders_halt_is_answered_like_none(browser):
    halt = halted(bhavna())

    assert "Too much at once." not in text_of(browser.get("/risk/"))
    assert_answered_like_absent(browser, there=f"/risk/halts/{halt.id}/release/", absent=f"/risk/halts/{ABSENT}/release/", method="post")


def test_the_history_takes_as_many_queries_for_three_as_for_one(client, world):
    owner = BusinessOwnerFactory()
    signed_in(client, owner)

    def once():
        halt = halted(world.user, by=owner)
        halts.release(halt_id=halt.id, reason="Done.", by=owner, at=clock.now())

    once()
    one = queries_of(client, "/risk/")
    once()
    once()

    assert queries_of(client, "/risk/") == one


def test_the_notices_of_halts_come_alone_and_vanish_with_the_release(browser, world):
    halt = halted(world.user, reason="Too much at once.")

    now = browser.get("/risk/halts/now/", headers=HTMX)
    halts.release(halt_id=halt.id, reason="Calm again.", by=BusinessOwnerFactory(), at=clock.now())
    later = browser.get("/risk/halts/now/", headers=HTMX)

    assert "Trading is halted for you: Too much at once." in text_of(now)
    assert "<html" not in text_of(now)
    assert now["Cache-Control"] == "no-store"
    assert "halted" not in text_of(later)

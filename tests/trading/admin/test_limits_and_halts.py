"""The admin's pages of limits, kill switches and strategies: superadmins act through the services, auditors look, nobody else enters."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models.audit import AuditEvent
from tests.factories.accounts import BusinessOwnerFactory, SuperadminFactory, arjun, charu
from trading.enums import HaltScope
from trading.models.halt import Halt
from trading.models.risk_limit import RiskLimit
from trading.selectors.limits import get_desk_limits, get_limits
from trading.services import halts
from trading.services.limits import install_desk_limits

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
PAGES = ("risklimit", "halt", "strategy", "strategydeployment")
FIGURES = {"order_value_inr_max": "1000", "position_size_fraction_max": "0.2", "daily_loss_inr_max": "50"}


def page(name, rest=""):
    return f"/admin/trading/{name}/{rest}"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", PAGES)
def test_superadmins_and_auditors_see_the_lists_and_nobody_else_enters(name):
    assert signed_in(SuperadminFactory()).get(page(name)).status_code == 200
    assert signed_in(charu()).get(page(name)).status_code == 200
    for outsider in (signed_in(arjun()), signed_in(BusinessOwnerFactory()), Client()):
        assert outsider.get(page(name)).status_code in {302, 403, 404}


@pytest.mark.parametrize("name", PAGES)
def test_an_auditor_adds_nothing(name):
    client = signed_in(charu())

    assert client.get(page(name, "add/")).status_code == 403
    assert client.post(page(name, "add/"), {"scope": "GLOBAL", "reason": "x", **FIGURES}).status_code == 403
    assert Halt.objects.count() == RiskLimit.objects.count() == 0


def test_a_superadmin_changes_the_desks_limits_by_the_service():
    install_desk_limits(at=AT)
    superadmin = SuperadminFactory()

    answer = signed_in(superadmin).post(page("risklimit", f"{RiskLimit.objects.get().pk}/change/"), FIGURES)

    assert answer.status_code == 302
    assert get_desk_limits().daily_loss_inr_max == 50
    assert AuditEvent.objects.get(action="limits.set").actor_id == superadmin.pk


def test_a_superadmin_gives_a_user_limits_of_their_own():
    trader = arjun()

    answer = signed_in(SuperadminFactory()).post(page("risklimit", "add/"), {"user": trader.pk, **FIGURES, "daily_loss_inr_max": ""})

    assert answer.status_code == 302
    assert get_limits(user_id=trader.pk).order_value_inr_max == 1000
    assert get_limits(user_id=trader.pk).daily_loss_inr_max == get_desk_limits().daily_loss_inr_max


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"position_size_fraction_max": "1.5"}, "from 0 to 1"),
        ({"daily_loss_inr_max": ""}, "cannot be empty"),
        ({"order_value_inr_max": "NaN"}, "Enter a number"),
    ],
)
def test_a_limit_that_cannot_be_is_told_beside_its_field(change, words):
    install_desk_limits(at=AT)

    answer = signed_in(SuperadminFactory()).post(page("risklimit", f"{RiskLimit.objects.get().pk}/change/"), {**FIGURES, **change})

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert get_desk_limits().order_value_inr_max == Decimal(500_000)


def test_the_kill_switch_is_engaged_by_adding_and_released_by_a_reason():
    superadmin = SuperadminFactory()
    client = signed_in(superadmin)

    assert client.post(page("halt", "add/"), {"scope": "GLOBAL", "user": "", "reason": "Feed looks wrong."}).status_code == 302
    halt = Halt.objects.get()
    assert (halt.is_active, halt.engaged_by_id, halt.epoch) == (True, superadmin.pk, 1)

    assert "Say why it is released" in client.post(page("halt", f"{halt.pk}/change/"), {"release_reason": " "}).content.decode()
    assert client.post(page("halt", f"{halt.pk}/change/"), {"release_reason": "The feed is back."}).status_code == 302
    halt.refresh_from_db()
    assert (halt.is_active, halt.released_by_id) == (False, superadmin.pk)
    assert set(AuditEvent.objects.filter(action__startswith="halt.").values_list("action", flat=True)) == {"halt.engaged", "halt.released"}


@pytest.mark.parametrize(
    "body", [{"scope": "GLOBAL", "reason": ""}, {"scope": "USER", "user": "", "reason": "x"}, {"scope": "", "reason": "x"}]
)
def test_a_halt_that_says_too_little_is_not_engaged(body):
    assert signed_in(SuperadminFactory()).post(page("halt", "add/"), body).status_code == 200
    assert Halt.objects.count() == 0


def test_an_auditor_releases_nothing_and_nobody_deletes():
    fact = halts.engage(scope=HaltScope.GLOBAL, reason="x", by=SuperadminFactory(), at=AT)

    assert signed_in(charu()).post(page("halt", f"{fact.id}/change/"), {"release_reason": "x"}).status_code == 403
    assert signed_in(SuperadminFactory()).post(page("halt", f"{fact.id}/delete/"), {"post": "yes"}).status_code == 403
    assert Halt.objects.filter(is_active=True).count() == 1

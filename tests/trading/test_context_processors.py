"""What every page shows: halts, approvals waiting and abilities, read only when a template asks."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from stocksteward.core import clock
from tests.factories.accounts import AuditorFactory, BusinessOwnerFactory, TraderFactory
from trading.context_processors import desk
from trading.enums import HaltScope
from trading.services import halts

pytestmark = pytest.mark.django_db


def of(user):
    request = RequestFactory().get("/")
    request.user = user
    return desk(request)["desk"]


def test_stranger_costs_no_query_and_may_do_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        seen = of(AnonymousUser())
        assert (seen.halts, seen.approvals_waiting, seen.market_status) == ((), 0, None)
        assert not any(seen.abilities.values())
        assert (seen.theme, seen.shortcuts) == ("system", True)


def test_fragment_that_asks_for_nothing_costs_no_query(django_assert_num_queries):
    trader = TraderFactory()

    with django_assert_num_queries(0):
        of(trader)


def test_abilities_follow_the_role():
    trader, owner, auditor = of(TraderFactory()), of(BusinessOwnerFactory()), of(AuditorFactory())

    assert trader.abilities["trade"]
    assert not trader.abilities["halt_desk"]
    assert owner.abilities["halt_desk"]
    assert not auditor.abilities["trade"]
    assert auditor.abilities["read_audit"]


def test_halt_is_shown_to_those_whom_it_stops():
    trader, other = TraderFactory(), TraderFactory()
    halts.engage(scope=HaltScope.USER, user_id=trader.pk, reason="Drill", by=None, at=clock.now())

    assert of(trader).is_halted
    assert not of(other).is_halted


def test_feed_and_market_are_told(world):
    seen = of(world.user)

    assert seen.market_status.is_open
    assert seen.feed["age_seconds_max"] == 3_600
    assert seen.mode_badge == "PAPER"

"""The policy asked about real people."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.domain.policy import Action
from accounts.enums import UserState
from accounts.selectors import access
from accounts.selectors.users import get_user_for, list_users_for
from stocksteward.core.errors import NotAllowed, NotFound
from tests.factories.accounts import BusinessOwnerFactory, arjun, bhavna, charu

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("action", list(Action))
def test_nobody_who_is_not_signed_in_or_not_active_may_anything(action):
    for person in (AnonymousUser(), arjun(state=UserState.SUSPENDED)):
        assert not access.may(user=person, action=action)
        with pytest.raises(NotAllowed):
            access.require(user=person, action=action)
        with pytest.raises(NotAllowed):
            access.owner_scope(user=person, action=action)


def test_anothers_thing_is_not_there():
    person, other = arjun(), bhavna()

    access.require(user=person, action=Action.VIEW_TRADES, owner_id=person.pk)
    with pytest.raises(NotFound):
        access.require(user=person, action=Action.VIEW_TRADES, owner_id=other.pk)


def test_what_a_role_lacks_is_not_allowed():
    auditor = charu()

    access.require(user=auditor, action=Action.VIEW_TRADES, owner_id=arjun().pk)
    with pytest.raises(NotAllowed):
        access.require(user=auditor, action=Action.TRADE, owner_id=auditor.pk)


def test_four_eyes_keep_everybody_from_their_own_request(settings):
    owner, trader = BusinessOwnerFactory(), arjun()

    settings.STEWARD_FOUR_EYES = False
    access.require(user=owner, action=Action.APPROVE, owner_id=owner.pk)
    access.require(user=trader, action=Action.APPROVE, owner_id=trader.pk)

    settings.STEWARD_FOUR_EYES = True
    access.require(user=owner, action=Action.APPROVE, owner_id=trader.pk)
    for person in (owner, trader):
        with pytest.raises(NotAllowed):
            access.require(user=person, action=Action.APPROVE, owner_id=person.pk)


def test_scope_is_ones_own_or_everybody():
    person, auditor = arjun(), charu()

    assert access.owner_scope(user=person, action=Action.VIEW_TRADES) == person.pk
    assert access.owner_scope(user=auditor, action=Action.VIEW_TRADES) is None


def test_a_trader_sees_themselves_only():
    person, other, auditor = arjun(), bhavna(), charu()

    assert list(list_users_for(viewer=person)) == [person]
    assert set(list_users_for(viewer=auditor)) == {person, other, auditor}
    for user_id in (other.pk, 10**9):
        with pytest.raises(NotFound) as refusal:
            get_user_for(viewer=person, user_id=user_id)
        assert refusal.value.message == "There is no such thing here."

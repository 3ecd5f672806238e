"""The matrix of roles and actions, whole."""

from __future__ import annotations

from itertools import product

import pytest

from accounts.domain import policy
from accounts.domain.policy import Action, Reach
from accounts.enums import Role

# What DESIGN section 9 says, written a second time: SUPERADMIN, BUSINESS_OWNER, TRADER, AUDITOR; A all, o own, - nothing.
EXPECTED = {
    "VIEW_USERS": "AAoA",
    "EDIT_USERS": "A---",
    "CONFIGURE": "A---",
    "TRADE": "AAo-",
    "VIEW_TRADES": "AAoA",
    "APPROVE": "AAo-",
    "MANAGE_PORTFOLIOS": "AAo-",
    "VIEW_PORTFOLIOS": "AAoA",
    "SET_LIMITS": "AA--",
    "HALT_DESK": "AA--",
    "HALT_OWN": "AAo-",
    "READ_AUDIT": "A--A",
    "READ_COMPLIANCE": "A--A",
    "SEED_DEMO": "AA--",
    "USE_DESK": "AAAA",
}
LETTER = {"A": Reach.ALL, "o": Reach.OWN, "-": Reach.NONE}


def test_every_action_is_in_the_expected_table():
    assert set(EXPECTED) == {action.value for action in Action}
    assert set(policy.MATRIX) == set(Action)
    assert set(policy.ROLES) == set(Role.values)


@pytest.mark.parametrize(("role", "action"), list(product(policy.ROLES, Action)))
def test_reach_is_what_the_design_says(role, action):
    expected = LETTER[EXPECTED[action.value][policy.ROLES.index(role)]]

    assert policy.reach(role=role, action=action, allows_self_approval=True) is expected


@pytest.mark.parametrize(("role", "action", "is_own"), list(product(policy.ROLES, Action, [True, False])))
def test_may_follows_from_reach(role, action, is_own):
    reach = policy.reach(role=role, action=action, allows_self_approval=True)

    expected = reach is Reach.ALL or (reach is Reach.OWN and is_own)
    assert policy.may(role=role, action=action, is_own=is_own, allows_self_approval=True) is expected


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", ["", "ADMIN", "trader", "OWNER"])
def test_an_unknown_role_may_nothing(role, action):
    assert policy.reach(role=role, action=action, allows_self_approval=True) is Reach.NONE
    assert not policy.may(role=role, action=action, is_own=True, allows_self_approval=True)


@pytest.mark.parametrize("role", policy.ROLES)
def test_nobody_decides_on_their_own_request_where_four_eyes_are_needed(role):
    assert not policy.may(role=role, action=Action.APPROVE, is_own=True, allows_self_approval=False)


def test_a_trader_never_decides_on_anothers_request():
    assert not policy.may(role="TRADER", action=Action.APPROVE, is_own=False, allows_self_approval=True)


@pytest.mark.parametrize(("role", "may_enter"), [("SUPERADMIN", True), ("AUDITOR", True), ("BUSINESS_OWNER", False), ("TRADER", False)])
def test_admin_is_open_to_superadmins_and_auditors(role, may_enter):
    assert policy.may_enter_admin(role=role) is may_enter


@pytest.mark.parametrize("codename", ["add_user", "change_user", "delete_user", "change_halt", "viewer_user"])
def test_an_auditor_has_no_permission_but_to_view(codename):
    assert not policy.admin_permission(role="AUDITOR", codename=codename)
    assert policy.admin_permission(role="AUDITOR", codename="view_user")
    assert policy.admin_permission(role="SUPERADMIN", codename=codename)
    assert not policy.admin_permission(role="TRADER", codename="view_user")

"""The states of a user."""

from __future__ import annotations

from itertools import product

import pytest

from accounts.domain import users
from accounts.enums import UserState

ALLOWED = {
    ("INACTIVE", "ACTIVE"),
    ("INACTIVE", "DEACTIVATED"),
    ("ACTIVE", "SUSPENDED"),
    ("ACTIVE", "DEACTIVATED"),
    ("SUSPENDED", "ACTIVE"),
    ("SUSPENDED", "DEACTIVATED"),
}


@pytest.mark.parametrize(("current", "target"), list(product(UserState.values, UserState.values)))
def test_only_moves_of_the_table_are_allowed(current, target):
    if (current, target) in ALLOWED:
        users.check_state_change(current=current, target=target)
    else:
        with pytest.raises(users.IllegalStateChange):
            users.check_state_change(current=current, target=target)

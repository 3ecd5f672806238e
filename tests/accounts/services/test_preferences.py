"""Preferences and their limits."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.selectors.users import get_user_facts
from accounts.services.preferences import change_preferences
from stocksteward.core.errors import BadInput
from tests.factories.accounts import arjun

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("approval_threshold", Decimal(-1)),
        ("approval_threshold", Decimal("NaN")),
        ("approval_threshold", Decimal("Infinity")),
        ("approval_threshold", Decimal("0.00001")),
        ("approval_threshold", 5.0),
        ("approval_threshold", None),
        ("confidence_threshold", Decimal("1.01")),
        ("risk_tolerance", "RECKLESS"),
        ("trading_mode", ""),
        ("theme", "PINK"),
        ("allowed_sectors", "Energy"),
        ("allowed_sectors", [1]),
        ("allowed_sectors", ["x" * 61]),
        ("allowed_sectors", [f"sector {number}" for number in range(41)]),
        ("role", "SUPERADMIN"),
    ],
)
def test_what_breaks_a_rule_is_refused_by_field(field, value):
    with pytest.raises(BadInput) as refusal:
        change_preferences(user_id=arjun().pk, changes={field: value})

    assert set(refusal.value.details) == {field}


def test_what_is_not_named_stays():
    person = arjun()

    change_preferences(
        user_id=person.pk, changes={"allowed_sectors": [" Energy ", "IT", "Energy", ""], "confidence_threshold": Decimal("0.65")}
    )

    facts = get_user_facts(user_id=person.pk)
    assert facts.allowed_sectors == ("Energy", "IT")
    assert facts.confidence_threshold == Decimal("0.65")
    assert facts.approval_threshold == Decimal(50_000)

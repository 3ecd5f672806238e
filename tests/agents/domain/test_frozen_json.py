"""Every agent's output survives being stored, to the last digit."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from agents.domain import frozen_json
from agents.domain.evidence import Evidence
from agents.domain.wish import DeployedRule, Wish
from tests.factories.agents import AdviceFactory, EvidenceFactory, SizingFactsFactory, UserProfileFactory, WishFactory

RULE = DeployedRule(1, "Trend", "moving_average_cross", 10, Decimal(25_000), {"fast": 20, "slow": 50})


@pytest.mark.parametrize(
    "value",
    [
        EvidenceFactory(),
        EvidenceFactory(indicators=None, last=None, as_of=None),
        AdviceFactory(cost_usd=Decimal("0.000669")),
        WishFactory(limit_price=Decimal("1450.05"), order_type="LIMIT"),
        WishFactory(side=None, quantity=None, rule=RULE),
        UserProfileFactory(),
        SizingFactsFactory(),
    ],
)
def test_what_is_stored_reads_back_equal(value):
    stored = json.loads(json.dumps(frozen_json.to_json(value)))

    assert frozen_json.from_json(type(value), stored) == value


def test_decimals_are_stored_as_text():
    assert frozen_json.to_json(EvidenceFactory(last=Decimal("1450.0500")))["last"] == "1450.0500"


def test_fingerprint_changes_with_the_value_and_with_nothing_else():
    assert frozen_json.fingerprint(EvidenceFactory()) == frozen_json.fingerprint(EvidenceFactory())
    assert frozen_json.fingerprint(EvidenceFactory()) != frozen_json.fingerprint(EvidenceFactory(last=Decimal("1450.01")))


def test_wish_stored_before_a_field_was_added_still_reads():
    stored = frozen_json.to_json(WishFactory())
    del stored["decision_logic"]

    assert frozen_json.from_json(Wish, stored).decision_logic == ""


def test_evidence_knows_when_it_is_not_enough():
    assert EvidenceFactory().is_enough
    assert not EvidenceFactory(last=None).is_enough
    assert not EvidenceFactory(indicators=None).is_enough
    assert isinstance(EvidenceFactory(), Evidence)

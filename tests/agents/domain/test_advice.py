"""The rules by which advice holds a person's trade up, as a table."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agents.domain.advice import reasons_to_ask_a_person
from tests.factories.agents import AdviceFactory


@pytest.mark.parametrize(
    ("side", "action", "confidence", "threshold", "codes"),
    [
        ("BUY", "BUY", "0.85", "0.7", []),
        ("BUY", "BUY", "0.7", "0.7", []),
        ("BUY", "BUY", "0.6999", "0.7", ["CONFIDENCE_BELOW_THRESHOLD"]),
        ("BUY", "BUY", "0", "0", []),
        ("BUY", "BUY", "1", "1", []),
        ("BUY", "BUY", "0.9999", "1", ["CONFIDENCE_BELOW_THRESHOLD"]),
        ("BUY", "SELL", "0.99", "0.7", ["ADVICE_DISAGREES"]),
        ("BUY", "SELL", "0.1", "0.7", ["ADVICE_DISAGREES"]),
        ("BUY", "HOLD", "0.99", "0.7", ["ADVICE_DISAGREES"]),
        ("BUY", "ABSTAIN", "0", "0", ["ADVICE_ABSTAINED"]),
        ("BUY", "ABSTAIN", "0", "0.7", ["ADVICE_ABSTAINED"]),
        ("SELL", "SELL", "0.85", "0.7", []),
        ("SELL", "SELL", "0.5", "0.7", ["CONFIDENCE_BELOW_THRESHOLD"]),
        ("SELL", "BUY", "0.85", "0.7", ["ADVICE_DISAGREES"]),
        ("SELL", "HOLD", "0", "0", ["ADVICE_DISAGREES"]),
        ("SELL", "ABSTAIN", "0", "0", ["ADVICE_ABSTAINED"]),
    ],
)
def test_only_agreement_that_is_sure_enough_passes_without_a_person(side, action, confidence, threshold, codes):
    advice = AdviceFactory(action=action, confidence=Decimal(confidence))

    reasons = reasons_to_ask_a_person(side=side, advice=advice, confidence_threshold=Decimal(threshold))

    assert [reason.code for reason in reasons] == codes
    assert all(reason.message for reason in reasons)


def test_abstain_says_why():
    advice = AdviceFactory(action="ABSTAIN", confidence=Decimal(0), reasons=("The model did not answer within 20 seconds.",))

    (reason,) = reasons_to_ask_a_person(side="BUY", advice=advice, confidence_threshold=Decimal("0.7"))

    assert reason.message == "There is no advice on this trade: The model did not answer within 20 seconds."

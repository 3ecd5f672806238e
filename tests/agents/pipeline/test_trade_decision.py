"""The advice never changes what a person asked for; for a strategy the signal decides and code sizes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agents.domain.wish import DeployedRule
from agents.pipeline.trade_decision import TradeDecisionInput, decide_trade
from tests.factories.agents import AdviceFactory, SizingFactsFactory, UserProfileFactory, WishFactory

RULE = DeployedRule(1, "Trend", "indicator_vote", 10_000, Decimal(500_000))


@pytest.mark.parametrize("action", ["BUY", "SELL", "HOLD", "ABSTAIN"])
@pytest.mark.parametrize("side", ["BUY", "SELL"])
def test_persons_side_and_quantity_pass_through_whatever_the_advice(side, action):
    wish = WishFactory(side=side, quantity=7, order_type="LIMIT", limit_price=Decimal("1450.05"), product="MIS")

    decision = decide_trade(TradeDecisionInput(wish, UserProfileFactory(), AdviceFactory(action=action), sizing=SizingFactsFactory()))

    assert (decision.side, decision.quantity, decision.order_type) == (side, 7, "LIMIT")
    assert (decision.limit_price, decision.product) == (Decimal("1450.05"), "MIS")
    assert bool(decision.approval_reasons) == (action != side)


@pytest.mark.parametrize("action", ["HOLD", "ABSTAIN"])
def test_strategy_without_a_side_trades_nothing(action):
    wish = WishFactory(side=None, quantity=None, rule=RULE, origin="STRATEGY")

    decision = decide_trade(TradeDecisionInput(wish, UserProfileFactory(), AdviceFactory(action=action), sizing=None))

    assert (decision.side, decision.quantity) == (None, 0)
    assert action in decision.summary


def test_strategy_trades_the_side_of_its_signal_in_the_size_of_the_limits():
    wish = WishFactory(side=None, quantity=None, rule=RULE, origin="STRATEGY")

    decision = decide_trade(TradeDecisionInput(wish, UserProfileFactory(), AdviceFactory(), sizing=SizingFactsFactory()))

    assert (decision.side, decision.quantity, decision.approval_reasons) == ("BUY", 50, ())


def test_strategy_that_has_no_room_trades_nothing():
    wish = WishFactory(side=None, quantity=None, rule=RULE, origin="STRATEGY")

    decision = decide_trade(TradeDecisionInput(wish, UserProfileFactory(), AdviceFactory(), sizing=SizingFactsFactory(owned_shares=100)))

    assert (decision.side, decision.quantity) == (None, 0)


def test_unsure_strategy_and_a_person_who_decides_alone_both_send_the_trade_to_approval():
    wish = WishFactory(side=None, quantity=None, rule=RULE, origin="STRATEGY")
    advice = AdviceFactory(confidence=Decimal("0.6"))

    decision = decide_trade(TradeDecisionInput(wish, UserProfileFactory(trading_mode="MANUAL"), advice, sizing=SizingFactsFactory()))

    assert [reason.code for reason in decision.approval_reasons] == ["CONFIDENCE_BELOW_THRESHOLD", "MANUAL_TRADING_MODE"]

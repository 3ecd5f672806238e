"""The built-in rules on series whose answer is plain to see."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.domain.bars import Bar
from stocksteward.core.errors import BadInput
from trading.strategies import indicator_vote, registry
from trading.strategies.base import SignalSide

START = datetime(2026, 1, 1, tzinfo=UTC)
INDICATOR_VOTE, CROSS, REVERSION = "indicator_vote", "moving_average_cross", "rsi_reversion"


def bars_of(closes):
    prices = [Decimal(f"{close:.2f}") for close in closes]
    return [Bar(START + timedelta(days=day), price, price + 1, price - 1, price, 1_000) for day, price in enumerate(prices)]


def trend(*, daily, noise, seed, days=250, first=1_000.0):
    dice = random.Random(seed)
    return bars_of([first * (1 + daily) ** day * (1 + dice.uniform(-noise, noise)) for day in range(days)])


@pytest.mark.parametrize("seed", range(40))
def test_a_steady_gentle_rise_with_noise_is_bought_with_confidence(seed):
    signal = registry.decide(rule=INDICATOR_VOTE, bars=trend(daily=0.001, noise=0.006, seed=seed))

    assert signal.side == SignalSide.BUY
    assert signal.confidence >= Decimal("0.7")
    assert signal.reasons[0].startswith("The 20-day average")


@pytest.mark.parametrize("seed", range(40))
def test_a_steady_gentle_fall_with_noise_is_sold_with_confidence(seed):
    signal = registry.decide(rule=INDICATOR_VOTE, bars=trend(daily=-0.001, noise=0.006, seed=seed))

    assert signal.side == SignalSide.SELL
    assert signal.confidence >= Decimal("0.7")


def test_a_price_that_never_moves_is_held():
    signal = registry.decide(rule=INDICATOR_VOTE, bars=bars_of([500.0] * 120))

    assert (signal.side, signal.confidence) == (SignalSide.HOLD, Decimal(1))


def test_a_rise_that_has_turned_round_is_held_while_the_votes_are_mixed():
    up = [1_000 * 1.001**day for day in range(200)]
    down = [up[-1] * 0.995**day for day in range(1, 9)]

    signal = registry.decide(rule=INDICATOR_VOTE, bars=bars_of(up + down))

    assert signal.side == SignalSide.HOLD
    assert signal.reasons[-1].startswith("The votes add up to")


@pytest.mark.parametrize("rule", list(registry.STRATEGIES))
def test_the_same_bars_always_give_the_same_signal(rule):
    bars = trend(daily=0.0005, noise=0.01, seed=3)

    assert registry.decide(rule=rule, bars=bars) == registry.decide(rule=rule, bars=list(bars))


@pytest.mark.parametrize("rule", list(registry.STRATEGIES))
def test_too_few_bars_are_no_opinion_and_never_a_hold(rule):
    strategy = registry.get_strategy(rule)
    needed = strategy.bars_needed(registry.check_parameters(rule=rule, parameters={}))
    bars = trend(daily=0.001, noise=0.006, seed=1, days=needed)

    for count in {0, 1, needed - 1}:
        signal = registry.decide(rule=rule, bars=bars[:count])
        assert (signal.side, signal.confidence) == (SignalSide.ABSTAIN, 0)
        assert signal.reasons == (f"There are {count} bars and this rule needs {needed}, so it has no opinion.",)
    assert registry.decide(rule=rule, bars=bars).side != SignalSide.ABSTAIN


@dataclass(frozen=True)
class Readings:
    close: float | None = 110.0
    sma_20: float | None = 108.0
    sma_50: float | None = 104.0
    ema_12: float | None = 109.0
    ema_26: float | None = 107.0
    macd_histogram: float | None = 0.5
    rsi_14: float | None = 60.0
    bollinger_upper: float | None = 115.0
    bollinger_lower: float | None = 101.0


@pytest.mark.parametrize("unknown", [None, float("nan"), float("inf")])
@pytest.mark.parametrize("name", list(Readings.__dataclass_fields__))
def test_one_unknown_indicator_is_no_opinion(name, unknown):
    signal = indicator_vote.signal_from(readings=replace(Readings(), **{name: unknown}), as_of=START)

    assert (signal.side, signal.confidence) == (SignalSide.ABSTAIN, 0)


@pytest.mark.parametrize(
    ("readings", "side", "confidence"),
    [
        ({}, "BUY", "0.95"),
        ({"bollinger_lower": 112.0, "bollinger_upper": 118.0}, "BUY", "1"),
        ({"macd_histogram": -1.0, "rsi_14": 75.0, "bollinger_upper": 109.0}, "BUY", "0.7"),
        ({"sma_20": 104.05, "close": 104.05, "ema_12": 106.0}, "HOLD", "1"),
        ({"sma_20": 104.05}, "BUY", "0.8"),
        (
            {"sma_20": 100.0, "close": 100.0, "ema_12": 106.0, "macd_histogram": -1.0, "rsi_14": 40.0, "bollinger_lower": 90.0},
            "SELL",
            "0.95",
        ),
    ],
    ids=["all but the stretch", "all", "a trend alone", "level", "no trend yet", "all down"],
)
def test_the_formula_is_the_one_that_is_written_down(readings, side, confidence):
    signal = indicator_vote.signal_from(readings=replace(Readings(), **readings), as_of=START)

    assert (str(signal.side), signal.confidence) == (side, Decimal(confidence))


@given(figures=st.lists(st.floats(min_value=0.5, max_value=1e6), min_size=9, max_size=9))
def test_whatever_the_readings_the_confidence_is_from_0_to_1_and_exact(figures):
    signal = indicator_vote.signal_from(readings=Readings(*figures), as_of=START)

    assert isinstance(signal.confidence, Decimal)
    assert 0 <= signal.confidence <= 1
    assert signal.confidence == signal.confidence.quantize(Decimal("0.0001"))


def test_a_cross_is_bought_when_it_goes_up_sold_when_it_goes_down_and_held_in_between():
    parameters = {"fast": 2, "slow": 4}
    flat = [100.0] * 6

    def side(closes):
        return str(registry.decide(rule=CROSS, bars=bars_of(closes), parameters=parameters).side)

    assert side([*flat, 110.0]) == "BUY"
    assert side([*flat, 90.0]) == "SELL"
    assert side([*flat, 110.0, 111.0]) == "HOLD"
    assert side(flat) == "HOLD"


def test_what_fell_too_fast_is_bought_and_what_rose_too_fast_is_sold():
    falling, rising = bars_of([100 - day for day in range(20)]), bars_of([100 + day for day in range(20)])

    assert str(registry.decide(rule=REVERSION, bars=falling).side) == "BUY"
    assert str(registry.decide(rule=REVERSION, bars=rising).side) == "SELL"
    assert str(registry.decide(rule=REVERSION, bars=bars_of([100.0, 101.0] * 10)).side) == "HOLD"


def test_a_price_that_never_moves_is_not_taken_for_a_panic():
    assert str(registry.decide(rule=REVERSION, bars=bars_of([100.0] * 20)).side) == "HOLD"


def test_an_unknown_rule_is_answered_with_the_nearest():
    with pytest.raises(BadInput, match="Did you mean moving_average_cross"):
        registry.get_strategy("moving_avarage_cross")


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"fsat": 5}, "Did you mean fast"),
        ({"fast": 1}, "from 2 to 200"),
        ({"fast": 20.5}, "whole number"),
        ({"fast": "20"}, "whole number"),
        ({"fast": True}, "whole number"),
        ({"fast": None}, "whole number"),
        ({"fast": 50, "slow": 50}, "shorter than the slow"),
    ],
)
def test_a_parameter_that_cannot_be_is_refused_with_the_rule_it_breaks(parameters, words):
    with pytest.raises(BadInput, match=words) as refused:
        registry.check_parameters(rule=CROSS, parameters=parameters)

    assert list(refused.value.details) == ["parameters"]


def test_parameters_that_are_left_out_have_their_usual_value():
    assert registry.check_parameters(rule=CROSS, parameters={"fast": 10}) == {"fast": 10, "slow": 50}

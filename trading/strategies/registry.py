"""Every built-in strategy. To add one: one file beside this, one line here, one test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from stocksteward.core.errors import BadInput
from trading.strategies.base import Signal, Strategy
from trading.strategies.indicator_vote import IndicatorVote
from trading.strategies.moving_average_cross import MovingAverageCross
from trading.strategies.rsi_reversion import RsiReversion

if TYPE_CHECKING:
    from market.domain.bars import Bar

_BUILT_IN: tuple[Strategy, ...] = (IndicatorVote(), MovingAverageCross(), RsiReversion())
STRATEGIES: dict[str, Strategy] = {strategy.name: strategy for strategy in _BUILT_IN}


def get_strategy(rule: str) -> Strategy:
    """Return the built-in of this name.

    :raises BadInput: if there is none.
    """
    strategy = STRATEGIES.get(rule)
    if strategy is None:
        raise BadInput("rule", f"There is no rule {rule!r}.{_guess(rule, list(STRATEGIES))} Choose one of {', '.join(STRATEGIES)}.")
    return strategy


def check_parameters(*, rule: str, parameters: Mapping[str, Any]) -> dict[str, int]:
    """Return all parameters of the rule, those not given at their default.

    :raises BadInput: if the rule or a parameter is unknown, is no whole number, is outside its limits or does not fit the others.
    """
    strategy = get_strategy(rule)
    known = {parameter.name: parameter for parameter in strategy.parameters}
    for name in parameters:
        if name not in known:
            raise BadInput("parameters", f"{strategy.title} has no parameter {str(name)[:40]!r}.{_guess(str(name), list(known))}")
    complete = {}
    for name, parameter in known.items():
        value = parameters.get(name, parameter.default)
        if isinstance(value, bool) or not isinstance(value, int) or not parameter.minimum <= value <= parameter.maximum:
            raise BadInput("parameters", f"{name} must be a whole number from {parameter.minimum} to {parameter.maximum}.")
        complete[name] = value
    for name, sentence in strategy.check(complete):
        raise BadInput("parameters", f"{name}: {sentence}")
    return complete


def decide(*, rule: str, bars: Sequence[Bar], parameters: Mapping[str, Any] | None = None) -> Signal:
    """Let the rule decide from the bars, the latest last.

    :raises BadInput: as :func:`check_parameters`.
    """
    return get_strategy(rule).signal(bars=bars, parameters=check_parameters(rule=rule, parameters=parameters or {}))


def _guess(word: str, known: list[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f" Did you mean {near[0]}?" if near else ""

"""Where an order may go from where it is: the one table."""

from __future__ import annotations

from stocksteward.core.errors import Conflict
from trading.enums import OrderStatus

_S = OrderStatus

NEXT: dict[OrderStatus, frozenset[OrderStatus]] = {
    _S.CREATED: frozenset({_S.VALIDATED, _S.DENIED}),
    _S.VALIDATED: frozenset({_S.RISK_CHECKED, _S.DENIED}),
    _S.RISK_CHECKED: frozenset({_S.SUBMITTED, _S.DENIED, _S.CANCELLED, _S.EXPIRED}),
    # A fill or the end may be heard of before the acknowledgement.
    _S.SUBMITTED: frozenset({_S.PENDING, _S.PARTIALLY_FILLED, _S.FILLED, _S.REJECTED, _S.CANCELLED, _S.EXPIRED, _S.UNKNOWN}),
    _S.UNKNOWN: frozenset({_S.PENDING, _S.PARTIALLY_FILLED, _S.FILLED, _S.REJECTED, _S.CANCELLED, _S.EXPIRED}),
    _S.PENDING: frozenset({_S.PARTIALLY_FILLED, _S.FILLED, _S.REJECTED, _S.CANCELLED, _S.EXPIRED}),
    # Each further partial fill is a move of its own.
    _S.PARTIALLY_FILLED: frozenset({_S.PARTIALLY_FILLED, _S.FILLED, _S.CANCELLED, _S.EXPIRED}),
    # The exchange may have filled while the cancellation was on its way: a fill is a fact and is booked.
    _S.CANCELLED: frozenset({_S.CANCELLED, _S.FILLED}),
    _S.EXPIRED: frozenset({_S.EXPIRED, _S.FILLED}),
    _S.FILLED: frozenset(),
    _S.DENIED: frozenset(),
    _S.REJECTED: frozenset(),
}

FINISHED = frozenset({_S.FILLED, _S.DENIED, _S.REJECTED, _S.CANCELLED, _S.EXPIRED})
LIVE = frozenset(OrderStatus) - FINISHED
UNSENT = frozenset({_S.CREATED, _S.VALIDATED, _S.RISK_CHECKED})
AT_BROKER = frozenset({_S.PENDING, _S.PARTIALLY_FILLED})
IN_DOUBT = frozenset({_S.SUBMITTED, _S.UNKNOWN})
NEVER_SENT = UNSENT | {_S.DENIED}


class IllegalTransition(Conflict):
    """The thing is not in a state from which this is possible; whoever asked looks again."""

    code = "illegal_transition"


def check_transition(current: OrderStatus, target: OrderStatus) -> None:
    """Pass a move that the table has.

    :raises IllegalTransition: if it has not.
    """
    if target not in NEXT[current]:
        raise IllegalTransition(
            f"An order that is {current.value} cannot become {target.value}.", current=current.value, target=target.value
        )

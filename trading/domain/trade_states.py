"""Where a trade and an approval may go from where they are."""

from __future__ import annotations

from trading.domain.order_states import IllegalTransition
from trading.enums import ApprovalStatus, OrderStatus, TradeStatus

_T = TradeStatus
_A = ApprovalStatus

NEXT: dict[TradeStatus, frozenset[TradeStatus]] = {
    _T.PENDING: frozenset({_T.AWAITING_APPROVAL, _T.EXECUTED, _T.REJECTED, _T.FAILED, _T.CANCELLED, _T.EXPIRED}),
    _T.AWAITING_APPROVAL: frozenset({_T.PENDING, _T.REJECTED, _T.FAILED, _T.CANCELLED, _T.EXPIRED}),
    # The rest of the order was filled while the cancellation was on its way.
    _T.CANCELLED: frozenset({_T.EXECUTED}),
    _T.EXPIRED: frozenset({_T.EXECUTED}),
    _T.EXECUTED: frozenset(),
    _T.REJECTED: frozenset(),
    _T.FAILED: frozenset(),
}
FINISHED = frozenset({_T.EXECUTED, _T.REJECTED, _T.FAILED, _T.CANCELLED, _T.EXPIRED})

NEXT_APPROVAL: dict[ApprovalStatus, frozenset[ApprovalStatus]] = {
    _A.PENDING: frozenset({_A.APPROVED, _A.REJECTED, _A.EXPIRED, _A.VOID}),
    _A.APPROVED: frozenset({_A.VOID}),
    _A.REJECTED: frozenset(),
    _A.EXPIRED: frozenset(),
    _A.VOID: frozenset(),
}

# What the end of an order means for its trade; a trade whose order never reached the broker has FAILED (see settle_trade).
OUTCOME: dict[OrderStatus, TradeStatus] = {
    OrderStatus.FILLED: _T.EXECUTED,
    OrderStatus.DENIED: _T.REJECTED,
    OrderStatus.REJECTED: _T.REJECTED,
    OrderStatus.CANCELLED: _T.CANCELLED,
    OrderStatus.EXPIRED: _T.EXPIRED,
}


def check_transition(current: TradeStatus, target: TradeStatus) -> None:
    """Pass a move that the table has.

    :raises IllegalTransition: if it has not.
    """
    if target not in NEXT[current]:
        raise IllegalTransition(
            f"A trade that is {current.value} cannot become {target.value}.", current=current.value, target=target.value
        )


def check_approval_transition(current: ApprovalStatus, target: ApprovalStatus) -> None:
    """Pass a move that the table has.

    :raises IllegalTransition: if it has not.
    """
    if target not in NEXT_APPROVAL[current]:
        raise IllegalTransition(
            f"An approval that is {current.value} cannot become {target.value}.", current=current.value, target=target.value
        )

"""The same order twice within moments is almost always a double click or a client that repeats itself."""

from __future__ import annotations

from trading.enums import DenialCode
from trading.risk.context import RecentOrder, RiskContext
from trading.risk.finding import PASSED, Finding, denied


def check(context: RiskContext) -> Finding:
    """Look for a twin with another client order id within the window."""
    if context.recent_orders is None:
        return denied(DenialCode.DUPLICATE_ORDER, "Whether the same order was asked for moments ago is not known at the moment.")
    window = context.policy.duplicate_window
    for order in context.recent_orders:
        age = context.at - order.requested_at
        # A window of nothing switches the rule off: a twin from another thread may bear a later moment than this one.
        if window and age < window and _is_twin(order, context):
            seconds = max(int(age.total_seconds()), 0)
            message = (
                f"The same order was asked for {seconds} seconds ago; the desk takes it again after "
                f"{int(window.total_seconds())} seconds, so that a double click does not trade twice."
            )
            return denied(DenialCode.DUPLICATE_ORDER, message, limit=int(window.total_seconds()), actual=seconds)
    return PASSED


def _is_twin(order: RecentOrder, context: RiskContext) -> bool:
    terms = context.terms
    is_itself = bool(context.client_order_id) and order.client_order_id == context.client_order_id
    return not is_itself and (order.instrument_id, order.side, order.quantity, order.order_type, order.limit_price) == (
        terms.instrument_id,
        terms.side,
        terms.quantity,
        terms.order_type,
        terms.limit_price,
    )

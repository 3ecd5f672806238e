"""One instrument may be at most so large a part of the portfolio. Sales only make it smaller."""

from __future__ import annotations

from decimal import Decimal

from stocksteward.core.money import ZERO, format_number, format_rupees
from trading.enums import DenialCode, Side
from trading.risk.context import RiskContext
from trading.risk.finding import PASSED, Finding, denied, passed, use_of

_HUNDRED = Decimal(100)


def check(context: RiskContext) -> Finding:
    """Compare what would be owned after this and all other working buy orders with the part that is allowed."""
    if context.terms.side == Side.SELL:
        return PASSED
    symbol = context.instrument.symbol
    total, after = context.portfolio_total_value, _value_after(context)
    if context.limits is None or total is None or after is None or total <= ZERO:
        message = (
            f"How large a part of the portfolio {symbol} would become is not known: a price, the portfolio's value or the limit is missing."
        )
        return denied(DenialCode.POSITION_SIZE, message)
    fraction = context.limits.position_size_fraction_max
    allowed = total * fraction
    if after > allowed:
        message = (
            f"With this order {symbol} would be {format_rupees(after)}, {format_number(after / total * _HUNDRED)}% of the portfolio; "
            f"at most {format_number(fraction * _HUNDRED)}% ({format_rupees(allowed)}) is allowed."
        )
        return denied(DenialCode.POSITION_SIZE, message, limit=allowed, actual=after)
    return passed(use=use_of(actual=after, limit=allowed))


def _value_after(context: RiskContext) -> Decimal | None:
    price, owned, working = context.estimate.price, context.owned_quantity, context.open_buy_quantity
    if price is None or owned is None or working is None:
        return None
    # Shares already owned count at the market's price: a low limit price must not make them look small.
    last = context.quote.last if context.quote is not None else None
    return owned * (price if last is None else max(last, price)) + (working + context.terms.quantity) * price

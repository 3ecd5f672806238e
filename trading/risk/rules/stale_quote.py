"""No order without a fresh price: yesterday's number must not decide today's trade."""

from __future__ import annotations

from market.enums import QuoteStatus
from trading.enums import DenialCode
from trading.risk.context import RiskContext
from trading.risk.finding import PASSED, Finding, denied


def check(context: RiskContext) -> Finding:
    """Look at the status of the quote, its price and when it reached the desk."""
    quote, symbol = context.quote, context.instrument.symbol
    limit = int(context.policy.quote_age_max.total_seconds())
    if quote is None or quote.last is None or quote.status == QuoteStatus.UNAVAILABLE:
        return denied(DenialCode.STALE_QUOTE, f"There is no price of {symbol} at the moment.", limit=limit)
    if quote.status != QuoteStatus.LIVE:
        return denied(
            DenialCode.STALE_QUOTE, f"The latest price of {symbol} is not live any more, so the desk does not trade on it.", limit=limit
        )
    if quote.received_at is None:
        return denied(DenialCode.STALE_QUOTE, f"When the price of {symbol} reached the desk is not known.", limit=limit)
    age = context.at - quote.received_at
    if age > context.policy.quote_age_max:
        seconds = int(age.total_seconds())
        message = f"The latest price of {symbol} is {seconds} seconds old; the desk trades on prices of at most {limit} seconds."
        return denied(DenialCode.STALE_QUOTE, message, limit=limit, actual=seconds)
    return PASSED

"""What a call of a hosted model is thought to cost: an estimate, for orientation only.

The figures were written down from memory, not copied from a price list, and hosts change theirs: whoever needs exact costs
reads the host's bill. A model that is not in the table costs "not known".
"""

from __future__ import annotations

from decimal import Decimal

_MILLION = Decimal(1_000_000)
# Estimated US dollars per million tokens in and out; to be checked against the host's price list.
_ESTIMATED_PRICES = {
    "llama-3.3-70b-versatile": (Decimal("0.59"), Decimal("0.79")),
    "llama-3.1-8b-instant": (Decimal("0.05"), Decimal("0.08")),
    "openai/gpt-oss-120b": (Decimal("0.15"), Decimal("0.60")),
    "openai/gpt-oss-20b": (Decimal("0.075"), Decimal("0.30")),
}


def cost_usd(*, model: str, tokens_in: int | None, tokens_out: int | None) -> Decimal | None:
    """Return the estimated cost of one call in dollars, None if the model's price or the tokens are not known."""
    price = _ESTIMATED_PRICES.get(model)
    if price is None or tokens_in is None or tokens_out is None:
        return None
    return (price[0] * tokens_in + price[1] * tokens_out) / _MILLION

"""The order ticket as a person fills it in on the page."""

from __future__ import annotations

from typing import Any

from django import forms

from stocksteward.core.fields import SCALE
from trading.domain.order_terms import QUANTITY_MAX
from trading.enums import OrderType, Product, Side

CLIENT_ORDER_ID_LENGTH_MAX = 64
DECISION_LOGIC_LENGTH_MAX = 2_000


class AskTradeForm(forms.Form):
    """Typed text to typed values; the exchange's rules for them are checked where the trade is made."""

    symbol = forms.CharField(max_length=32)
    exchange = forms.CharField(max_length=8, required=False, empty_value="NSE")
    side = forms.ChoiceField(choices=Side.choices)
    quantity = forms.IntegerField(min_value=1, max_value=QUANTITY_MAX)
    order_type = forms.ChoiceField(choices=OrderType.choices)
    limit_price = forms.DecimalField(required=False, max_digits=19, decimal_places=SCALE)
    product = forms.ChoiceField(choices=Product.choices)
    portfolio_id = forms.IntegerField(min_value=1, required=False)
    client_order_id = forms.CharField(max_length=CLIENT_ORDER_ID_LENGTH_MAX)
    decision_logic = forms.CharField(max_length=DECISION_LOGIC_LENGTH_MAX, required=False)

    def clean(self) -> dict[str, Any]:
        """A MARKET order has no limit price: whatever stands in the hidden field of the page is not meant."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("order_type") == OrderType.MARKET:
            cleaned["limit_price"] = None
            self.errors.pop("limit_price", None)
        return cleaned

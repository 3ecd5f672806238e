"""What people type into the pages of the trading app."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from stocksteward.core.fields import SCALE
from trading.domain.order_terms import QUANTITY_MAX
from trading.domain.strategies import NAME_LENGTH_MAX, PERIOD_SECONDS_MAX, PERIOD_SECONDS_MIN
from trading.enums import HaltScope, OrderType, Product, Side
from trading.strategies import registry

REASON_LENGTH_MAX = 200


class PreviewForm(forms.Form):
    """The fields of the ticket that a preview needs; incomplete input is no error, there is just nothing to show yet."""

    symbol = forms.CharField(max_length=32)
    side = forms.ChoiceField(choices=Side.choices)
    quantity = forms.IntegerField(min_value=1, max_value=QUANTITY_MAX)
    order_type = forms.ChoiceField(choices=OrderType.choices)
    limit_price = forms.DecimalField(required=False, max_digits=19, decimal_places=SCALE)
    product = forms.ChoiceField(choices=Product.choices)
    portfolio_id = forms.IntegerField(min_value=1, required=False)

    def clean(self) -> dict[str, Any]:
        """A MARKET order has no limit price; a LIMIT order without one cannot be previewed."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("order_type") == OrderType.MARKET:
            cleaned["limit_price"] = None
        elif cleaned.get("order_type") == OrderType.LIMIT and cleaned.get("limit_price") is None and "limit_price" not in self.errors:
            self.add_error("limit_price", "A LIMIT order needs a price.")
        return cleaned


class DecisionForm(forms.Form):
    """Why a person approves, rejects or cancels."""

    reason = forms.CharField(max_length=REASON_LENGTH_MAX, required=False)


class HaltForm(forms.Form):
    """Who is halted, and why."""

    scope = forms.ChoiceField(choices=HaltScope.choices)
    reason = forms.CharField(max_length=REASON_LENGTH_MAX)


class ReleaseForm(forms.Form):
    """Why a halt is released."""

    reason = forms.CharField(max_length=REASON_LENGTH_MAX)


class LaunchForm(forms.Form):
    """A built-in rule, the names that it watches, and what one trade of it may be at most."""

    name = forms.CharField(max_length=NAME_LENGTH_MAX, help_text="How you will recognise it.")
    rule = forms.ChoiceField(choices=())
    symbols = forms.CharField(max_length=400, help_text="Symbols of the NSE, separated by commas or spaces.")
    portfolio_id = forms.TypedChoiceField(label="Portfolio", coerce=int, choices=())
    quantity_max = forms.IntegerField(label="Shares a trade, at most", min_value=1, max_value=QUANTITY_MAX, initial=10)
    value_inr_max = forms.DecimalField(
        label="Rupees a trade, at most", min_value=Decimal(1), max_digits=19, decimal_places=2, initial=Decimal(25_000)
    )
    period_seconds = forms.TypedChoiceField(
        label="Decides",
        coerce=int,
        initial=3_600,
        choices=[(60, "every minute"), (300, "every 5 minutes"), (3_600, "every hour"), (86_400, "once a day")],
    )

    def __init__(self, *args: Any, portfolios: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [(name, rule.title) for name, rule in registry.STRATEGIES.items()]  # type: ignore[attr-defined]
        self.fields["portfolio_id"].choices = portfolios  # type: ignore[attr-defined]

    def clean_symbols(self) -> list[str]:
        """Return the symbols one by one; whether they exist is for the service to say."""
        return str(self.cleaned_data["symbols"]).replace(",", " ").upper().split()

    def clean_period_seconds(self) -> int:
        """Return the period within its limits."""
        return min(max(int(self.cleaned_data["period_seconds"]), PERIOD_SECONDS_MIN), PERIOD_SECONDS_MAX)

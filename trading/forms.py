"""What people type into the pages of the trading app."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from stocksteward.core.fields import SCALE
from trading.domain.limits import FIGURES
from trading.domain.order_terms import QUANTITY_MAX
from trading.domain.strategies import NAME_LENGTH_MAX, DeploymentLimits
from trading.enums import HaltScope, OrderType, Product, Side
from trading.strategies import indicator_vote, registry

REASON_LENGTH_MAX = 200
ID_MAX = 2**63 - 1


class PreviewForm(forms.Form):
    """The fields of the ticket that a preview needs; incomplete input is no error, there is just nothing to show yet."""

    symbol = forms.CharField(max_length=32)
    side = forms.ChoiceField(choices=Side.choices)
    quantity = forms.IntegerField(min_value=1, max_value=QUANTITY_MAX)
    order_type = forms.ChoiceField(choices=OrderType.choices)
    limit_price = forms.DecimalField(required=False, max_digits=19, decimal_places=SCALE)
    product = forms.ChoiceField(choices=Product.choices)
    portfolio_id = forms.IntegerField(min_value=1, required=False)

    def is_incomplete(self) -> bool:
        """Say whether something that a preview needs is not filled in yet; a blank is no mistake."""
        needed = ["symbol", "quantity", *(["limit_price"] if self.data.get("order_type") == OrderType.LIMIT else [])]
        return any(not str(self.data.get(name, "")).strip() for name in needed)

    def clean(self) -> dict[str, Any]:
        """A MARKET order has no limit price; a LIMIT order without one cannot be previewed."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("order_type") == OrderType.MARKET:
            cleaned["limit_price"] = None
        elif cleaned.get("order_type") == OrderType.LIMIT and cleaned.get("limit_price") is None and "limit_price" not in self.errors:
            self.add_error("limit_price", "A LIMIT order needs a price.")
        return cleaned


class SymbolForm(forms.Form):
    """A symbol, or a part of one, that a list is searched by."""

    symbol = forms.CharField(max_length=32, required=False)

    def text(self) -> str:
        """Return what is searched for in upper case; what no symbol can hold searches for nothing."""
        return str(self.cleaned_data["symbol"]).upper() if self.is_valid() else ""


class DecisionForm(forms.Form):
    """Why a person approves, rejects or cancels."""

    reason = forms.CharField(max_length=REASON_LENGTH_MAX, required=False)


class HaltForm(forms.Form):
    """Who is halted, and why."""

    scope = forms.ChoiceField(choices=HaltScope.choices)
    user_id = forms.IntegerField(min_value=1, max_value=ID_MAX, required=False)
    reason = forms.CharField(max_length=REASON_LENGTH_MAX)


class ReleaseForm(forms.Form):
    """Why a halt is released."""

    reason = forms.CharField(max_length=REASON_LENGTH_MAX)


class SwitchForm(forms.Form):
    """In which portfolio a strategy is paused or resumed; empty for all of them."""

    portfolio_id = forms.IntegerField(min_value=1, max_value=ID_MAX, required=False)


class DeploymentForm(forms.Form):
    """In which portfolio a strategy trades, what one trade of it may be at most, and how often it decides."""

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
        self.fields["portfolio_id"].choices = portfolios  # type: ignore[attr-defined]
        for name in ("quantity_max", "value_inr_max"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def limits(self) -> DeploymentLimits:
        """Return the limits of one trade; only once the form is valid."""
        return DeploymentLimits(
            quantity_max=self.cleaned_data["quantity_max"],
            value_inr_max=self.cleaned_data["value_inr_max"],
            period_seconds=self.cleaned_data["period_seconds"],
        )


class LaunchForm(DeploymentForm):
    """A built-in rule with its figures, the names that it watches, and what one trade of it may be at most."""

    name = forms.CharField(max_length=NAME_LENGTH_MAX, help_text="How you will recognise it.")
    rule = forms.ChoiceField(choices=(), initial=indicator_vote.NAME)
    symbols = forms.CharField(max_length=400, help_text="Symbols of the NSE, separated by commas or spaces.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [(name, rule.title) for name, rule in registry.STRATEGIES.items()]  # type: ignore[attr-defined]
        for name, rule in registry.STRATEGIES.items():
            for parameter in rule.parameters:
                self.fields[f"{name}.{parameter.name}"] = forms.IntegerField(
                    label=parameter.label,
                    min_value=parameter.minimum,
                    max_value=parameter.maximum,
                    initial=parameter.default,
                    help_text=f"{parameter.minimum} to {parameter.maximum}, usually {parameter.default}.",
                    widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                )

    def fields_of(self, rule: str) -> list[forms.BoundField]:
        """Return the fields of one rule's figures."""
        return [self[f"{rule}.{parameter.name}"] for parameter in registry.STRATEGIES[rule].parameters]

    def parameters(self) -> dict[str, int]:
        """Return the figures of the chosen rule; only once the form is valid."""
        rule = self.cleaned_data["rule"]
        return {parameter.name: self.cleaned_data[f"{rule}.{parameter.name}"] for parameter in registry.STRATEGIES[rule].parameters}

    def clean_symbols(self) -> list[str]:
        """Return the symbols one by one; whether they exist is for the service to say."""
        return str(self.cleaned_data["symbols"]).replace(",", " ").upper().split()

    def clean(self) -> dict[str, Any]:
        """The figures of rules that are not chosen are not meant, whatever stands there."""
        cleaned = super().clean() or self.cleaned_data
        for name in [name for name in self.errors if "." in name and not name.startswith(f"{cleaned.get('rule')}.")]:
            del self.errors[name]
        return cleaned


class LimitsForm(forms.Form):
    """The limits of the desk, or of one person; the position is typed in percent and kept as a fraction."""

    order_value_inr_max = forms.DecimalField(label="One order, at most", max_digits=19, decimal_places=2, min_value=Decimal(0))
    position_size_fraction_max = forms.DecimalField(
        label="One name, at most, of the portfolio", max_digits=7, decimal_places=2, min_value=Decimal(0), max_value=Decimal(100)
    )
    daily_loss_inr_max = forms.DecimalField(label="Loss of one day, at most", max_digits=19, decimal_places=2, min_value=Decimal(0))
    reason = forms.CharField(max_length=REASON_LENGTH_MAX, label="Reason", help_text="Kept in the audit log.")

    def __init__(self, *args: Any, may_be_empty: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIGURES:
            self.fields[name].required = not may_be_empty
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
            self.fields[name].widget.is_required = not may_be_empty
        self.fields["reason"].widget.attrs["autocomplete"] = "off"

    def figures(self) -> dict[str, Decimal | None]:
        """Return the figures as the service takes them; None where a person is to have none of their own."""
        percent = self.cleaned_data["position_size_fraction_max"]
        return {name: self.cleaned_data[name] for name in FIGURES} | {
            "position_size_fraction_max": None if percent is None else percent / 100
        }

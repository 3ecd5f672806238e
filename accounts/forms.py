"""What a person types into the pages of accounts."""

from __future__ import annotations

from django import forms

from accounts.enums import ApiKeyScope, RiskTolerance, Theme, TradingMode


class SignInForm(forms.Form):
    """E-mail address and password."""

    email = forms.EmailField(
        label="E-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label="Password", max_length=256, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class RegisterForm(forms.Form):
    """A new trader."""

    full_name = forms.CharField(label="Name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}))
    email = forms.EmailField(label="E-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label="Password",
        max_length=256,
        strip=False,
        help_text="At least 12 characters, not a common password.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class PasswordResetForm(forms.Form):
    """Whose password is forgotten."""

    email = forms.EmailField(label="E-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"}))


class NewPasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label="New password",
        max_length=256,
        strip=False,
        help_text="At least 12 characters, not a common password.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label="New password again", max_length=256, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, object]:
        """Compare the two."""
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        if "password" in cleaned and "repeated" in cleaned and cleaned["password"] != cleaned["repeated"]:
            self.add_error("repeated", "The two passwords differ.")
        return cleaned


class PasswordChangeForm(NewPasswordForm):
    """The present password, and a new one typed twice."""

    current_password = forms.CharField(
        label="Present password", max_length=256, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    field_order = ("current_password", "password", "repeated")


class ProfileForm(forms.Form):
    """How a person is called."""

    full_name = forms.CharField(label="Name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class PreferencesForm(forms.Form):
    """How the desk treats a person's trades."""

    risk_tolerance = forms.ChoiceField(label="Risk tolerance", choices=RiskTolerance.choices)
    trading_mode = forms.ChoiceField(label="Trading mode", choices=TradingMode.choices)
    approval_threshold = forms.DecimalField(
        label="Approval threshold (₹)", min_value=0, max_digits=15, decimal_places=2, help_text="A larger order waits for approval."
    )
    confidence_threshold = forms.DecimalField(
        label="Confidence threshold",
        min_value=0,
        max_value=1,
        max_digits=5,
        decimal_places=4,
        help_text="From 0 to 1. A signal that is less certain waits for approval.",
    )
    allowed_sectors = forms.CharField(
        label="Allowed sectors", required=False, max_length=2400, help_text="Separated by commas; leave empty to allow all."
    )
    theme = forms.ChoiceField(label="Look", choices=Theme.choices)
    keyboard_shortcuts = forms.BooleanField(label="Keyboard shortcuts", required=False)

    def clean_allowed_sectors(self) -> list[str]:
        """Return the names as a list."""
        return [part.strip() for part in self.cleaned_data["allowed_sectors"].split(",") if part.strip()]


class ApiKeyForm(forms.Form):
    """A new API key."""

    name = forms.CharField(label="Name", max_length=80, help_text="What will use it, such as: reporting script.")
    scope = forms.ChoiceField(label="May", choices=ApiKeyScope.choices)

"""The shapes of accounts in the REST interface."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.enums import ApiKeyScope, RiskTolerance, Role, Theme, TradingMode, UserState


class PreferencesShape(serializers.Serializer[Any]):
    """How the desk treats a person's trades."""

    risk_tolerance = serializers.ChoiceField(choices=RiskTolerance.choices)
    trading_mode = serializers.ChoiceField(choices=TradingMode.choices)
    allowed_sectors = serializers.ListField(child=serializers.CharField(max_length=60), max_length=40, help_text="Empty: all.")
    approval_threshold = serializers.DecimalField(max_digits=19, decimal_places=4, min_value=0, help_text="INR")
    confidence_threshold = serializers.DecimalField(max_digits=5, decimal_places=4, min_value=0, max_value=1)
    theme = serializers.ChoiceField(choices=Theme.choices)
    keyboard_shortcuts = serializers.BooleanField()


class UserShape(serializers.Serializer[Any]):
    """A person."""

    id = serializers.IntegerField()
    email = serializers.EmailField()
    full_name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    state = serializers.ChoiceField(choices=UserState.choices)
    trading_suspended = serializers.BooleanField()
    email_verified_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    last_login = serializers.DateTimeField(allow_null=True)


class OwnUserShape(UserShape):
    """The person who asks, with preferences."""

    preferences = PreferencesShape()


class OwnUserChanges(serializers.Serializer[Any]):
    """What a person may change of themselves; what is left out stays."""

    full_name = serializers.CharField(max_length=120, required=False)
    preferences = PreferencesShape(required=False, partial=True)


class UserChanges(serializers.Serializer[Any]):
    """What a superadmin may change of a person; what is left out stays."""

    full_name = serializers.CharField(max_length=120, required=False)
    role = serializers.ChoiceField(choices=Role.choices, required=False)
    state = serializers.ChoiceField(choices=UserState.choices, required=False)
    trading_suspended = serializers.BooleanField(required=False)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class Credentials(serializers.Serializer[Any]):
    """E-mail address and password."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=256, trim_whitespace=False, style={"input_type": "password"})


class Registration(Credentials):
    """A new trader."""

    full_name = serializers.CharField(max_length=120)


class SignedIn(serializers.Serializer[Any]):
    """The answer to a sign-in."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    user = OwnUserShape()


class RefreshToken(serializers.Serializer[Any]):
    """A refresh token."""

    refresh = serializers.CharField(max_length=4000)


class OptionalRefreshToken(serializers.Serializer[Any]):
    """A refresh token, if there is one."""

    refresh = serializers.CharField(max_length=4000, required=False)


class TokenPair(serializers.Serializer[Any]):
    """The next pair of tokens."""

    access = serializers.CharField()
    refresh = serializers.CharField()


class Sentence(serializers.Serializer[Any]):
    """A sentence for a person."""

    message = serializers.CharField()


class VerificationToken(serializers.Serializer[Any]):
    """The token of a mailed link."""

    token = serializers.CharField(max_length=500)


class EmailAddress(serializers.Serializer[Any]):
    """An address."""

    email = serializers.EmailField(max_length=254)


class NewPassword(serializers.Serializer[Any]):
    """The parts of a mailed link, and a new password."""

    uid = serializers.CharField(max_length=60)
    token = serializers.CharField(max_length=200)
    password = serializers.CharField(max_length=256, trim_whitespace=False)


class PasswordChange(serializers.Serializer[Any]):
    """The present password and a new one."""

    current_password = serializers.CharField(max_length=256, trim_whitespace=False)
    password = serializers.CharField(max_length=256, trim_whitespace=False)


class SessionShape(serializers.Serializer[Any]):
    """A sign-in."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    address = serializers.CharField()
    user_agent = serializers.CharField()
    started_at = serializers.DateTimeField()
    latest_seen_at = serializers.DateTimeField()


class ApiKeyShape(serializers.Serializer[Any]):
    """An API key, without its secret."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    scope = serializers.ChoiceField(choices=ApiKeyScope.choices)
    prefix = serializers.CharField()
    created_at = serializers.DateTimeField()
    latest_used_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)


class ApiKeyWish(serializers.Serializer[Any]):
    """A key to make."""

    name = serializers.CharField(max_length=80)
    scope = serializers.ChoiceField(choices=ApiKeyScope.choices, default=ApiKeyScope.READ)
    expires_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class NewApiKeyShape(serializers.Serializer[Any]):
    """A key at its making: the only time that its secret is shown."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    scope = serializers.CharField()
    key = serializers.CharField()


class NotificationShape(serializers.Serializer[Any]):
    """A notice."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    link = serializers.CharField()
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)

"""Signing in with e-mail address and password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from accounts.models.user import User
from stocksteward.core.errors import StewardError


class WrongCredentials(StewardError):
    """No active account has this address and password; which of the three is wrong is never told."""

    code = "wrong_credentials"
    http_status = 401

    def __init__(self) -> None:
        super().__init__("The e-mail address or the password is wrong, or the account is not active.")


class EmailBackend(BaseBackend):
    """Proves an ACTIVE user by password; takes as long for an unknown address as for a known one."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """Return the user, or None; the reason is never told."""
        email = User.objects.normalize_email(username or kwargs.get("email"))
        if not email or password is None:
            return None
        user = User.objects.filter(email=email).first()
        if user is None:
            User().set_password(password)
            return None
        if not user.check_password(password) or not user.is_active:
            return None
        return user

    def get_user(self, user_id: int) -> User | None:
        """Return the active user of a session."""
        return User.objects.filter(pk=user_id, is_active=True).first()

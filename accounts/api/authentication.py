"""The three ways into the REST interface: bearer token, API key, the browser's session."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.tokens import Token

from accounts.domain import audit_context
from accounts.domain.api_keys import ApiKeyFacts
from accounts.enums import ApiKeyScope
from accounts.selectors import api_keys as key_selectors
from accounts.selectors import sessions as session_selectors
from accounts.services import api_keys
from stocksteward.core import clock

NOT_SIGNED_IN = "The token is invalid, has expired or has been revoked: sign in again."


class BearerToken(JWTAuthentication):
    """``Authorization: Bearer``. State, role, password and session are read from the database on every call, never from the token."""

    def get_user(self, validated_token: Token) -> Any:
        """Return the active user whose unended session and present password the token carries."""
        user = session_selectors.find_user_of_token(
            session_id=str(validated_token.get("sid", "")),
            user_id=str(validated_token.get("user_id", "")),
            password_mark=str(validated_token.get("hash_password", "")),
        )
        if user is None:
            raise AuthenticationFailed(NOT_SIGNED_IN, code="token_not_valid")
        audit_context.identify(actor_id=user.pk)
        return user


class ApiKeyHeader(BaseAuthentication):
    """``X-API-Key: sk_...`` or ``Authorization: Api-Key sk_...``; a READ key refuses every method that could change something."""

    def authenticate(self, request: Request) -> tuple[Any, ApiKeyFacts] | None:
        """Return user and key, or None if the request carries none."""
        key = self._key(request)
        if key is None:
            return None
        found = key_selectors.find_key(key=key, at=clock.now())
        if found is None:
            raise AuthenticationFailed("The API key is unknown, expired or revoked.")
        user, facts = found
        if facts.scope == ApiKeyScope.READ and request.method not in SAFE_METHODS:
            raise PermissionDenied("This API key may read only.")
        api_keys.note_use(key_id=facts.id, at=clock.now())
        audit_context.identify(actor_id=user.pk)
        return user, facts

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme for a 401."""
        return "Api-Key"

    @staticmethod
    def _key(request: Request) -> str | None:
        header = request.headers.get("X-API-Key")
        if header:
            return header.strip()
        scheme, _, rest = get_authorization_header(request).decode("latin-1").partition(" ")
        return rest.strip() if scheme.lower() == "api-key" else None


class BrowserSession(SessionAuthentication):
    """The session of a signed-in browser, with the CSRF token enforced."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """Return the session's user after the CSRF check, or None if nobody is signed in."""
        found = super().authenticate(request)
        if found is None or isinstance(found[0], AnonymousUser):
            return None
        audit_context.identify(actor_id=found[0].pk)
        return found


class BearerTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes a bearer token."""

    target_class = "accounts.api.authentication.BearerToken"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the definition."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes an API key."""

    target_class = "accounts.api.authentication.ApiKeyHeader"
    name = "api_key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the definition."""
        return {"type": "apiKey", "in": "header", "name": "X-API-Key"}


class BrowserSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes the browser's session."""

    target_class = "accounts.api.authentication.BrowserSession"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the definition."""
        return {"type": "apiKey", "in": "cookie", "name": "steward"}

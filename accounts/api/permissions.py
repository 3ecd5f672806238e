"""Permission classes that ask the policy."""

from __future__ import annotations

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.domain.api_keys import ApiKeyFacts
from accounts.domain.policy import Action
from accounts.selectors import access


def allows(action: Action) -> type[BasePermission]:
    """Return a permission class that passes whose role includes the action; whose things they touch is the selector's rule."""

    class Allows(BasePermission):
        """Signed in, and the role includes the action."""

        message = "Your role does not include this."

        def has_permission(self, request: Request, view: APIView) -> bool:
            """Ask the policy."""
            return access.may(user=request.user, action=action)

    Allows.__name__ = f"Allows{action.value.title().replace('_', '')}"
    return Allows


class InPerson(BasePermission):
    """For what no API key may do: passwords, sessions, further keys. A leaked key must not be able to outlive itself."""

    message = "An API key cannot do this: sign in."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Pass a signed-in person who does not come with an API key."""
        return request.user.is_authenticated and not isinstance(request.auth, ApiKeyFacts)

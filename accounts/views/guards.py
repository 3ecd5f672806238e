"""Who may see a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from accounts.domain.policy import Action
from accounts.selectors import access
from stocksteward.core.errors import NotAllowed

View = Callable[..., HttpResponse]


def allows(action: Action) -> Callable[[View], View]:
    """Let only those pass whose role includes the action; the sign-in itself is asked for by the middleware before."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not access.may(user=request.user, action=action):
                raise NotAllowed("Your role does not include this.")
            return view(request, *args, **kwargs)

        return guarded

    return decorate

"""Every path of the API answers with and without its last slash, without a redirect (which would lose a POST's body)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import is_valid_path

GetResponse = Callable[[HttpRequest], HttpResponse]


def optional_last_slash(get_response: GetResponse) -> GetResponse:
    """Add or take away the last slash where only the other spelling is known."""

    def middleware(request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if not is_valid_path(path):
            other = path.rstrip("/") if path.endswith("/") else f"{path}/"
            if is_valid_path(other):
                request.path_info = other
                request.path = request.path[: -len(path)] + other if request.path.endswith(path) else other
        return get_response(request)

    return middleware

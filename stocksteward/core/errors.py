"""The root of every error that a person or a program may see: a code, a sentence, an HTTP status and details."""

from __future__ import annotations

from typing import Any


class StewardError(Exception):
    """Something anticipated went wrong; pages and API answer it in one shape.

    Subclasses live beside the function that raises them, set ``code`` and ``http_status``, and say who must act.
    ``details`` is JSON-safe; for bad input it is ``{field: [sentence, ...]}``.
    """

    code = "error"
    http_status = 400

    def __init__(self, message: str, *, code: str | None = None, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code
        self.details = details


class NotFound(StewardError):
    """There is no such thing, or it is not the asker's: the two are answered alike."""

    code = "not_found"
    http_status = 404

    def __init__(self, message: str = "There is no such thing here.") -> None:
        super().__init__(message)


class NotAllowed(StewardError):
    """The person's role does not include this; the owner of the desk must act."""

    code = "not_allowed"
    http_status = 403


class BadInput(StewardError):
    """A field breaks a rule; the person corrects it. ``details`` names field and rule."""

    code = "invalid"
    http_status = 400

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.details = {field: [message]}  # not as keywords: a field may be called "code"


class Conflict(StewardError):
    """The request no longer fits the state of things; the person looks again."""

    code = "conflict"
    http_status = 409


class Unavailable(StewardError):
    """Something that this needs is not there now; the rest of the desk works. The operator may have to act."""

    code = "unavailable"
    http_status = 503

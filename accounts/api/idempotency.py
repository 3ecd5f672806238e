"""The ``Idempotency-Key`` header: the same request twice acts once and is answered alike."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.domain.addresses import client_address
from accounts.services import idempotency
from stocksteward.core import clock
from stocksteward.core.errors import BadInput

HEADER = "Idempotency-Key"
_GRAMMAR = re.compile(r"[\x21-\x7e]{1,200}")
Method = TypeVar("Method", bound=Callable[..., Response])


def idempotent(method: Method) -> Method:
    """Decorate an ``APIView.post``: with the header, the same key and body get the stored answer, another body gets 409.

    Answers below 500 are stored for a day. A request that ended in an error did nothing, so its key stays free.
    """
    return _honouring_the_key(method, is_secret=False)


def idempotent_secret(method: Method) -> Method:
    """As :func:`idempotent` for an answer that holds a secret: it is not stored, so the repetition gets 409 instead."""
    return _honouring_the_key(method, is_secret=True)


def _honouring_the_key(method: Method, *, is_secret: bool) -> Method:
    @wraps(method)
    def wrapper(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return method(self, request, *args, **kwargs)
        if not _GRAMMAR.fullmatch(key):
            raise BadInput(HEADER, "Use 1 to 200 visible ASCII characters.")
        names = {"owner": _owner(request), "path": f"{request.method} {request.path}"[:300], "key": key}
        stored = idempotency.claim(**names, body_hash=_body_hash(request), at=clock.now())
        if stored is not None:
            if is_secret:
                raise idempotency.IdempotencyKeyReused("This was done already; its answer held a secret that is shown only once.")
            return Response(json.loads(stored.body), status=stored.status, headers={"Idempotency-Replayed": "true"})
        is_done = False
        try:
            response = method(self, request, *args, **kwargs)
            is_done = response.status_code < 500
        finally:
            if not is_done:
                idempotency.release(**names)
        if is_done:
            body = "null" if is_secret else JSONRenderer().render(response.data).decode() or "null"
            idempotency.store_answer(**names, status=response.status_code, body=body)
        return response

    return wrapper  # type: ignore[return-value]


def _owner(request: Request) -> str:
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    address = client_address(
        remote=request.META.get("REMOTE_ADDR", ""),
        forwarded_for=request.META.get("HTTP_X_FORWARDED_FOR", ""),
        proxy_count=settings.AXES_IPWARE_PROXY_COUNT,
    )
    return f"address:{address}"


def _body_hash(request: Request) -> str:
    query = request.META.get("QUERY_STRING", "")
    body = json.dumps(request.data, sort_keys=True, default=str)
    return hashlib.sha256(f"{query}\n{body}".encode()).hexdigest()

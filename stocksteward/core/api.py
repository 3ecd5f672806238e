"""The one shape of the REST interface: errors, pages of lists, exact numbers in."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions as drf
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.response import Response

from stocksteward.core.errors import StewardError
from stocksteward.core.outage import RETRY_AFTER_SECONDS, database_away
from stocksteward.core.trace import current_trace_id

logger = logging.getLogger(__name__)

_CODES = {
    400: "invalid",
    401: "not_authenticated",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "too_large",
    415: "unsupported_media_type",
    429: "throttled",
}


class Pages(PageNumberPagination):
    """``{"count", "next", "previous", "results"}`` with ``page`` and ``page_size`` (at most 200)."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


class DecimalJSONParser(JSONParser):
    """JSON whose numbers arrive as Decimal, not as binary floats; NaN and Infinity are refused."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Parse the body.

        :raises rest_framework.exceptions.ParseError: if it is not JSON in UTF-8, nests too deeply or holds NaN or Infinity.
        :raises PayloadTooLarge: if it is larger than ``DATA_UPLOAD_MAX_MEMORY_SIZE``.
        """
        try:
            body = stream.body if hasattr(stream, "body") else stream.read()
            return _load(body.decode("utf-8"))
        except RequestDataTooBig as error:
            raise PayloadTooLarge from error
        except (ValueError, RecursionError) as error:
            raise drf.ParseError(f"The body is not valid JSON: {error}") from error


class PayloadTooLarge(drf.APIException):
    """The body is larger than the desk takes."""

    status_code = 413
    default_code = "too_large"
    default_detail = "The body is larger than 2.5 MB."


def _load(text: str) -> Any:
    found = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    if "\\u" in text:
        # Half a surrogate pair is valid JSON but no text: no answer, log or database could hold it.
        json.dumps(found, ensure_ascii=False, default=str).encode("utf-8")
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def error_body(*, code: str, message: str, details: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the one error shape."""
    return {"code": code, "message": message, "details": details or {}, "trace_id": current_trace_id()}


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an anticipated error into its answer; DRF calls this. None lets an unanticipated one rise to the 500 page."""
    away = database_away(error)
    if away is not None:
        logger.error("the database does not answer: %s", error)
        return Response(
            error_body(code=away.code, message=away.message), status=away.http_status, headers={"Retry-After": str(RETRY_AFTER_SECONDS)}
        )
    if isinstance(error, StewardError):
        return Response(error_body(code=error.code, message=error.message, details=error.details), status=error.http_status)
    if isinstance(error, Http404):
        error = drf.NotFound()
    if isinstance(error, PermissionDenied):
        error = drf.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        error = PayloadTooLarge()
    if not isinstance(error, drf.APIException):
        return None
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait) + 1)  # type: ignore[attr-defined]
    code = _CODES.get(error.status_code, "error")
    if isinstance(error, drf.ValidationError):
        details = error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
        field, sentences = next(iter(details.items()), ("", []))
        return Response(error_body(code=code, message=f"{field}: {_first(sentences)}", details=details), status=400, headers=headers)
    return Response(error_body(code=code, message=str(error.detail)), status=error.status_code, headers=headers)


def _first(sentences: Any) -> str:
    while isinstance(sentences, (list, tuple, dict)) and sentences:
        sentences = next(iter(sentences.values())) if isinstance(sentences, dict) else sentences[0]
    return str(sentences)


def not_found_json(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """Answer an unknown API path in the one shape."""
    return JsonResponse(error_body(code="not_found", message="There is no such thing here."), status=404)

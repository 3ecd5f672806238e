"""Reading a request's body through its shape."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request


def read(request: Request, shape: type[serializers.Serializer[Any]], *, partial: bool = False) -> dict[str, Any]:
    """Return the checked fields of the body.

    :raises rest_framework.exceptions.ValidationError: if a field breaks a rule; the answer names it.
    """
    reader = shape(data=request.data, partial=partial)
    reader.is_valid(raise_exception=True)
    checked: dict[str, Any] = reader.validated_data
    return checked

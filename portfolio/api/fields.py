"""Exact decimals through the REST interface: strings out; strings and numbers in, never a float, an exponent or NaN."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from portfolio.domain.ledger import AMOUNT_MAX
from portfolio.domain.valuation_json import text
from stocksteward.core.fields import SCALE

_PLAIN = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?", re.ASCII)


@extend_schema_field({"type": "string", "format": "decimal", "example": "1234.50"})
class ExactAmount(serializers.Field):
    """Rupees or a price: written plainly, such as "1234.50", with at most four places."""

    default_error_messages = {
        "invalid": "Write a plain decimal number, such as 1234.50.",
        "negative": "The amount must not be negative.",
        "range": f"The amount must be at most {AMOUNT_MAX:f}.",
        "places": "At most four decimal places are kept.",
    }

    def to_internal_value(self, data: Any) -> Decimal:
        """Return the Decimal that was written."""
        if isinstance(data, bool) or not isinstance(data, (str, int, Decimal)):
            self.fail("invalid")
        written = str(data).strip() if isinstance(data, str) else str(data)
        if not _PLAIN.fullmatch(written):
            self.fail("invalid")
        if len(written.partition(".")[2].rstrip("0")) > SCALE:
            self.fail("places")
        amount = Decimal(written)
        if amount < 0:
            self.fail("negative")
        if amount > AMOUNT_MAX:
            self.fail("range")
        return amount

    def to_representation(self, value: Decimal | None) -> str | None:
        """Return the decimal as text."""
        return text(value)


@extend_schema_field(OpenApiTypes.STR)
class Name(serializers.CharField):
    """A portfolio's name; what else it may not hold is the service's rule."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=60, **options)

    def to_internal_value(self, data: Any) -> str:
        """Take text only: a number is not a name."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))

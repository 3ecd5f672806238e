"""The column in which every rupee, price and share count of the books is kept."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import exceptions
from django.db import models

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

SCALE = 4
SMALLEST = Decimal(1).scaleb(-SCALE)
LARGEST = Decimal(2**63 - 1).scaleb(-SCALE)


class ExactDecimalField(models.BigIntegerField):  # type: ignore[type-arg]
    """A Decimal of at most four places, stored as a whole number of ten-thousandths.

    SQLite keeps Django's DecimalField as a binary float, so sums and comparisons made by the database would be inexact there;
    whole numbers are exact on both databases, so constraints, triggers and SUM can be trusted. Arithmetic in queries takes
    other ``ExactDecimalField`` expressions, or ``Value(amount, output_field=ExactDecimalField())``.
    """

    description = "A decimal number of at most four places"

    if TYPE_CHECKING:  # what django-stubs shall make of attributes of this kind
        _pyi_private_set_type: Decimal | Combinable  # type: ignore[assignment]
        _pyi_private_get_type: Decimal  # type: ignore[assignment]
        _pyi_lookup_exact_type: Decimal  # type: ignore[assignment]

    def from_db_value(self, value: int | None, expression: object, connection: object) -> Decimal | None:
        """Return the Decimal that the stored whole number stands for."""
        return None if value is None else Decimal(int(value)).scaleb(-SCALE)

    def to_python(self, value: Any) -> Decimal | None:
        """Return a Decimal from what a form, a fixture or code gave.

        :raises django.core.exceptions.ValidationError: if it is not a finite decimal of at most four places.
        """
        if value is None or value == "":
            return None
        if isinstance(value, float):
            raise exceptions.ValidationError("A float is not exact: give a decimal.", code="float")
        try:
            number = Decimal(value)
        except (InvalidOperation, TypeError, ValueError) as error:
            raise exceptions.ValidationError("Write a decimal number.", code="invalid") from error
        if not number.is_finite() or abs(number) > LARGEST:
            raise exceptions.ValidationError("The number is out of range.", code="range")
        if number != number.quantize(SMALLEST):
            raise exceptions.ValidationError("At most four decimal places are kept.", code="places")
        return number

    def get_prep_value(self, value: Any) -> Any:
        """Return the whole number to store; anything inexact is refused."""
        if value is None or hasattr(value, "resolve_expression"):
            return value
        number = self.to_python(value)
        return None if number is None else int(number.scaleb(SCALE))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """As :meth:`get_prep_value`; expressions pass."""
        if hasattr(value, "as_sql"):
            return value
        return self.get_db_prep_value(value, connection, prepared=False)

    def value_to_string(self, obj: models.Model) -> str:
        """Return the decimal as text, for serialisation."""
        value = self.value_from_object(obj)
        return "" if value is None else f"{value:f}"

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """Return a decimal form field of four places."""
        options: dict[str, Any] = {"form_class": forms.DecimalField, "decimal_places": SCALE, "max_digits": 19}
        return models.Field.formfield(self, **{**options, **kwargs})

    @property
    def validators(self) -> list[Any]:
        """None of the whole-number limits of the parent: :meth:`to_python` has the limits of this field."""
        return list(self.default_validators) + list(self._validators)  # type: ignore[attr-defined]

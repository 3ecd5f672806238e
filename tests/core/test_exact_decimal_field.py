"""The money column keeps four places exactly on both databases and refuses everything that is not exact."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from stocksteward.core.fields import ExactDecimalField

field = ExactDecimalField()


@given(st.decimals(min_value=-(10**13), max_value=10**13, places=4, allow_nan=False, allow_infinity=False))
def test_what_is_stored_comes_back_exactly(amount):
    assert field.from_db_value(field.get_prep_value(amount), None, None) == amount


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "abc", "1.00001", "1e30", 0.1, [1], object()])
def test_a_value_that_cannot_be_kept_exactly_is_refused(value):
    with pytest.raises(ValidationError):
        field.get_prep_value(value)


@pytest.mark.parametrize(("value", "stored"), [("0.0001", 1), (Decimal("2955.10"), 29_551_000), (7, 70_000), ("-1", -10_000), (None, None)])
def test_amounts_are_stored_as_whole_ten_thousandths(value, stored):
    assert field.get_prep_value(value) == stored


def test_a_form_offers_a_decimal_of_four_places():
    form_field = field.formfield()

    assert form_field.clean("12.3456") == Decimal("12.3456")
    with pytest.raises(ValidationError):
        form_field.clean("12.34567")

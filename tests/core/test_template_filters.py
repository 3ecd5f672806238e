"""Unknown is written as such, never as nought; direction is never shown by colour alone."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from stocksteward.core import template_filters as filters


@pytest.mark.parametrize(
    "show",
    [
        filters.rupees,
        filters.number,
        filters.quantity,
        filters.signed_rupees,
        filters.signed_percent,
        filters.percent,
        filters.compact_rupees,
    ],
)
@pytest.mark.parametrize("unknown", [None, "", "abc", Decimal("NaN"), Decimal("Infinity")])
def test_an_unknown_figure_is_called_not_available(show, unknown):
    assert show(unknown) == "not available"


def test_a_loss_has_a_minus_sign_a_word_and_a_class():
    assert filters.signed_percent(Decimal("-1.2")) == '<span class="down"><span class="for-readers">down </span>−1.20%</span>'


def test_no_change_is_neither_up_nor_down():
    assert filters.signed_percent(Decimal("-0.004")) == '<span class="flat"><span class="for-readers">unchanged </span>0.00%</span>'
    assert filters.signed_rupees(Decimal(0)) == '<span class="flat"><span class="for-readers">unchanged </span>₹0.00</span>'


def test_times_are_shown_as_a_clock_in_mumbai():
    assert filters.ist_datetime(datetime(2026, 11, 21, 10, 0, 5, tzinfo=UTC)) == "21 Nov 2026, 15:30:05 IST"


def test_a_state_becomes_words_and_a_class():
    assert (filters.words("PARTIALLY_FILLED"), filters.slug_class("PARTIALLY_FILLED")) == ("Partially filled", "partially-filled")

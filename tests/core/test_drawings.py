"""Sparklines and stacked bars."""

from __future__ import annotations

from decimal import Decimal

import pytest

from stocksteward.core.drawings import sparkline, stacked_bar


@pytest.mark.parametrize("values", [[], [Decimal(5)]])
def test_fewer_than_two_values_draw_nothing(values):
    assert sparkline(values) is None


def test_a_rising_line_ends_above_where_it_began():
    drawing = sparkline([Decimal(100), Decimal(90), Decimal(120)])

    assert drawing.trend == "rising"
    assert (drawing.lowest, drawing.highest) == (Decimal(90), Decimal(120))


def test_values_that_never_change_draw_a_level_line():
    drawing = sparkline([Decimal(7), Decimal(7)])

    assert drawing.trend == "level"
    assert len({point.split()[1] for point in drawing.line.removeprefix("M").split(" L")}) == 1


def test_a_bar_leaves_out_what_is_not_positive_and_sums_to_the_whole():
    segments = stacked_bar([("A", Decimal(60)), ("B", Decimal(-5)), ("Cash", Decimal(40))], last_tone="cash")

    assert [(segment.label, segment.percent, segment.tone) for segment in segments] == [
        ("A", Decimal(60), "0"),
        ("Cash", Decimal(40), "cash"),
    ]
    assert segments[1].start == "60.000"


def test_a_bar_of_nothing_has_no_segment():
    assert stacked_bar([("Cash", Decimal(0))], last_tone="cash") == ()

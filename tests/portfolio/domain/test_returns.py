"""A deposit is no profit and a withdrawal no loss."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from portfolio.domain import returns
from portfolio.domain.returns import PerformancePoint
from tests.factories.portfolio import AT


def points(*values: tuple[int, int]) -> list[PerformancePoint]:
    return [
        PerformancePoint(at=AT + timedelta(minutes=5 * number), total=Decimal(total), net_deposits=Decimal(paid))
        for number, (total, paid) in enumerate(values)
    ]


def test_growth_alone_is_the_return():
    assert returns.time_weighted_percent(points((100, 100), (110, 100), (121, 100))) == Decimal("21.00")


def test_a_deposit_between_two_points_is_left_out():
    assert returns.time_weighted_percent(points((100, 100), (210, 200))) == Decimal("10.00")


def test_a_withdrawal_between_two_points_is_left_out():
    assert returns.time_weighted_percent(points((200, 200), (90, 100))) == Decimal("-5.00")


def test_the_largest_fall_is_measured_from_the_peak_before_it():
    assert returns.largest_fall_percent(points((100, 100), (120, 100), (90, 100), (130, 100))) == Decimal("25.00")


def test_a_single_point_says_nothing():
    assert returns.time_weighted_percent(points((100, 100))) is None
    assert returns.largest_fall_percent([]) is None


def test_an_empty_portfolio_grows_by_nothing():
    assert returns.time_weighted_percent(points((0, 0), (100, 100), (110, 100))) == Decimal("10.00")


def test_there_is_no_percentage_of_nothing():
    assert returns.percent_of(Decimal(5), Decimal(0)) is None
    assert returns.percent_of(Decimal(5), Decimal(200)) == Decimal("2.50")

"""What the tests of trading share: a world to trade in and a broker that does as it is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.factories.trading import make_world
from tests.fakes.broker import FakeBroker
from trading.brokers import registry


@pytest.fixture
def world(db, settings):
    """Arjun's world: a million rupees, RELIANCE at 1,300, wide limits, no wait between equal orders."""
    loosen(settings)
    return make_world()


@pytest.fixture
def live_world(transactional_db, settings):
    """The same, for tests with threads or real commits."""
    loosen(settings)
    return make_world()


def loosen(settings):
    """Take the limits out of the way of tests that are about something else."""
    settings.STEWARD_DUPLICATE_ORDER_SECONDS = 0
    settings.MAX_POSITION_SIZE_PERCENTAGE = Decimal(1)
    settings.STEWARD_ORDER_VALUE_INR_MAX = Decimal(10_000_000)
    settings.STEWARD_QUOTE_AGE_SECONDS_MAX = 3_600


@pytest.fixture
def broker():
    """A fake in the place of the paper broker."""
    fake = FakeBroker()
    real = registry.get("paper")
    registry.register("paper", lambda: fake)
    yield fake
    registry.register("paper", lambda: real)

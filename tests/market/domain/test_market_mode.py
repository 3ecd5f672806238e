"""A market that does not exist is refused by name; the three that do are read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from market.domain.market_mode import MarketMode, parse_market_mode


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "write demo, live, or replay"),
        ("Demo", "write demo, live, or replay"),
        ("paper", "write demo, live, or replay"),
        ("replay", "write demo, live, or replay"),
        ("replay:2021-05-31", "write demo, live, or replay"),
        ("replay:2021-05-31@x", "write demo, live, or replay"),
        ("replay:2021-05-31@-1x", "write demo, live, or replay"),
        ("replay:2021-05-31@nanx", "write demo, live, or replay"),
        ("replay:31-05-2021@1x", "write demo, live, or replay"),
        ("replay:2021-02-30@1x", "2021-02-30 is not a day"),
        ("replay:2021-05-31@0x", "the speed must be from 0.1x to 3600x"),
        ("replay:2021-05-31@9999x", "the speed must be from 0.1x to 3600x"),
        ("replay:२०२१-05-31@1x", "write demo, live, or replay"),
    ],
)
def test_a_market_that_is_none_is_refused_with_the_rule(text, rule):
    with pytest.raises(ValueError, match=rule) as refused:
        parse_market_mode(text)

    assert "STEWARD_MARKET" in str(refused.value)


def test_the_three_markets_are_read():
    assert parse_market_mode("demo") == MarketMode(kind="demo")
    assert parse_market_mode(" live ") == MarketMode(kind="live")
    assert parse_market_mode("replay:2021-05-31@600x") == MarketMode(kind="replay", replay_date=date(2021, 5, 31), speed=Decimal(600))


@pytest.mark.parametrize("text", ["demo", "live", "replay:2021-05-31@600x", "replay:2021-05-31@0.5x"])
def test_a_mode_is_written_as_it_was_read(text):
    assert parse_market_mode(text).text == text

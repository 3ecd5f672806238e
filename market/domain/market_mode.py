"""The three markets to trade in, as written in ``STEWARD_MARKET``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

_REPLAY = re.compile(r"replay:(\d{4}-\d{2}-\d{2})@(\d{1,4}(?:\.\d{1,2})?)x", re.ASCII)
SPEED_MIN, SPEED_MAX = Decimal("0.1"), Decimal(3_600)


@dataclass(frozen=True, slots=True)
class MarketMode:
    """Which market the desk runs on; day and speed are known for a replay only."""

    kind: Literal["demo", "replay", "live"]
    replay_date: date | None = None
    speed: Decimal | None = None

    @property
    def text(self) -> str:
        """The mode as it is written in the environment."""
        return f"replay:{self.replay_date}@{self.speed}x" if self.kind == "replay" else self.kind

    @property
    def label(self) -> str:
        """The mode in words for a page."""
        if self.kind == "replay":
            return f"Replay of {self.replay_date:%d %b %Y} at {self.speed}x"
        return {"demo": "Demo market", "live": "NSE"}[self.kind]


def parse_market_mode(text: str) -> MarketMode:
    """Read ``demo``, ``live`` or ``replay:2021-05-31@600x``.

    :raises ValueError: if it is none of them; the message names the rule that is broken.
    """
    chosen = text.strip()
    if chosen == "demo":
        return MarketMode(kind="demo")
    if chosen == "live":
        return MarketMode(kind="live")
    match = _REPLAY.fullmatch(chosen)
    if match is None:
        raise ValueError(f"STEWARD_MARKET is {text!r}: write demo, live, or replay:<date>@<speed>x such as replay:2021-05-31@600x")
    try:
        day = date.fromisoformat(match.group(1))
    except ValueError as error:
        raise ValueError(f"STEWARD_MARKET is {text!r}: {match.group(1)} is not a day of the calendar") from error
    speed = Decimal(match.group(2))
    if not SPEED_MIN <= speed <= SPEED_MAX:
        raise ValueError(f"STEWARD_MARKET is {text!r}: the speed must be from {SPEED_MIN}x to {SPEED_MAX}x")
    return MarketMode(kind="replay", replay_date=day, speed=speed)

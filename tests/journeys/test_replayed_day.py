"""A recorded day, played at 600 times speed: orders fill at prices and times that the recorded ticks allow, and never otherwise."""

from __future__ import annotations

import bisect
import csv
import gzip
import time
import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from stocksteward.core.clock import IST
from tests.desk_process import Desk

DAY = "2021-05-31"
PLAYED_IN_SECONDS_MAX = 120
ENDED = {"FILLED", "CANCELLED", "EXPIRED", "REJECTED", "DENIED"}


@dataclass(frozen=True)
class Tape:
    """The recorded ticks, read here with nothing of the desk's own code."""

    times: list[datetime]
    prices: list[Decimal]

    @classmethod
    def read(cls, path: Path) -> Tape:
        with gzip.open(path, "rt") as file:
            rows = sorted(
                (datetime.strptime(row["timestamp"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=IST), number, Decimal(row["ltp"]))
                for number, row in enumerate(csv.DictReader(file))
            )
        return cls(times=[row[0] for row in rows], prices=[row[2] for row in rows])

    def prices_at(self, at: datetime) -> set[Decimal]:
        """The prices recorded in this very second."""
        begin, end = bisect.bisect_left(self.times, at), bisect.bisect_right(self.times, at)
        return set(self.prices[begin:end])


def order(client: httpx.Client, **terms: Any) -> dict[str, Any]:
    body = {"symbol": "RELIANCE", "action": "BUY", "quantity": 1, "type": "MARKET", "client_order_id": str(uuid.uuid4())} | terms
    answer = client.post("/trades/paper/order/", json=body)
    assert answer.status_code in {200, 201, 202}, answer.text
    trade = answer.json()
    orders = client.get("/orders/", params={"page_size": 200}).json()["results"]
    return next(found for found in orders if found["trade_id"] == trade["id"])


def reread(client: httpx.Client, one: dict[str, Any]) -> dict[str, Any]:
    answer = client.get(f"/orders/{one['id']}/")
    assert answer.status_code == 200, answer.text
    return answer.json()


def market_clock(client: httpx.Client) -> dict[str, Any]:
    return client.get("/market/status/").json()


@pytest.mark.slow
def test_market_and_limit_orders_in_a_replay_fill_as_the_tape_allows_and_never_otherwise(tmp_path: Path, shared_data: Path) -> None:
    path = shared_data / "ticks" / f"RELIANCE_{DAY}.csv.gz"
    tape = Tape.read(path)
    desk = Desk(tmp_path, STEWARD_MARKET=f"replay:{DAY}@600x", STEWARD_DUPLICATE_ORDER_SECONDS="0", STEWARD_FEED_INTERVAL_MS="250")
    desk.install_demo()
    desk.manage("import_bars", str(shared_data / "nse_daily" / "RELIANCE.csv"))
    desk.manage("import_ticks", str(path))
    desk.start()
    try:
        desk.wait_until_ready()
        client = desk.client()
        began = time.monotonic()
        placed: dict[str, dict[str, Any]] = {}
        while "market" not in placed and time.monotonic() - began < 30:
            found = order(client)
            if found["status"] != "DENIED":
                placed["market"] = found
            time.sleep(0.3)
        tick = Decimal("0.1")  # of today's instrument list; the tape of that day has steps of 0.05
        last = Decimal(client.get("/market-data/RELIANCE/").json()["last"]) // tick * tick
        placed |= {
            "buy just below": order(client, type="LIMIT", price=str(last - 4)),
            "buy far below the day": order(client, type="LIMIT", price=str((min(tape.prices) - 20) // tick * tick)),
            "buy marketable": order(client, type="LIMIT", price=str(last + 15)),
            "sell above": order(client, action="SELL", type="LIMIT", price=str(last + 6)),
        }
        time.sleep(6)
        placed["market later"] = order(client, quantity=2)
        while time.monotonic() - began < PLAYED_IN_SECONDS_MAX:
            placed = {name: reread(client, one) for name, one in placed.items()}
            if all(one["status"] in ENDED for one in placed.values()):
                break
            time.sleep(1)
        ledger = desk.manage("verify_ledger", check=False)
    finally:
        desk.stop()

    statuses = {name: one["status"] for name, one in placed.items()}
    assert statuses["market"] == statuses["market later"] == statuses["buy marketable"] == "FILLED", statuses
    assert statuses["buy far below the day"] in {"EXPIRED", "CANCELLED"}, statuses
    for name, one in placed.items():
        _check_fills(name, one, tape)
    assert ledger.returncode == 0, ledger.stdout


def _check_fills(name: str, one: dict[str, Any], tape: Tape) -> None:
    limit = None if one["limit_price"] is None else Decimal(one["limit_price"])
    for fill in one["fills"]:
        at = datetime.fromisoformat(fill["traded_at"])
        price, recorded = Decimal(fill["price"]), tape.prices_at(at)
        assert at.astimezone(IST).date().isoformat() == DAY, name
        assert recorded, f"{name}: no tick was recorded at {at}"
        if limit is None:
            assert price in recorded, f"{name}: {price} was not traded at {at}: {recorded}"
        elif one["side"] == "BUY":
            assert min(recorded) <= price <= limit, f"{name}: {price} at {at}: {recorded}"
        else:
            assert limit <= price <= max(recorded), f"{name}: {price} at {at}: {recorded}"

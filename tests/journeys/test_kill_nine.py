"""kill -9 at twenty random moments under load: nothing acknowledged is lost, nothing doubled, nothing left in limbo."""

from __future__ import annotations

import json
import random
import threading
import time
import uuid
from pathlib import Path

import httpx
import pytest

from tests.desk_process import Desk, every_page

KILLS = 20
CLIENTS = 4
SECONDS_TO_SETTLE = 60
SYMBOLS = ("RELIANCE", "INFY", "TCS", "HDFCBANK", "ITC", "SBIN")
SETTLED = {"EXECUTED", "REJECTED", "FAILED", "CANCELLED", "EXPIRED", "AWAITING_APPROVAL"}


class Load(threading.Thread):
    """One client that keeps asking for small trades and repeats what was not answered, with the same id."""

    def __init__(self, desk: Desk, seed: int) -> None:
        super().__init__(daemon=True)
        self.desk = desk
        self.random = random.Random(seed)
        self.stopping = threading.Event()
        self.acknowledged: dict[str, int] = {}
        self.sent: set[str] = set()

    def run(self) -> None:
        """Ask until told to stop."""
        client = None
        pending: dict[str, object] | None = None
        while not self.stopping.is_set():
            try:
                client = client or self.desk.client()
                if pending is None:
                    pending = {
                        "symbol": self.random.choice(SYMBOLS),
                        "action": "BUY",
                        "quantity": self.random.randint(1, 4),
                        "type": "MARKET",
                        "client_order_id": str(uuid.UUID(int=self.random.getrandbits(128))),
                    }
                self.sent.add(str(pending["client_order_id"]))
                answer = client.post("/trades/", json=pending)
                if answer.status_code == 401:
                    client = None
                    continue
                if answer.status_code in {200, 201, 202}:
                    self.acknowledged[str(pending["client_order_id"])] = answer.json()["id"]
                    pending = None
            except (httpx.HTTPError, AssertionError, json.JSONDecodeError):
                client = None
                time.sleep(0.05)


@pytest.mark.slow
def test_twenty_kills_under_load_lose_double_and_strand_nothing(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    moments = random.Random(seed)
    desk = Desk(tmp_path, STEWARD_DUPLICATE_ORDER_SECONDS="0")
    desk.install_demo()
    desk.start()
    desk.wait_until_ready()
    clients = [Load(desk, seed + number) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        for _ in range(KILLS):
            time.sleep(moments.uniform(0.2, 3.0))
            desk.kill()
            desk.start()
            desk.wait_until_ready()
        time.sleep(2)
        for client in clients:
            client.stopping.set()
        for client in clients:
            client.join(timeout=40)

        unsettled = _wait_until_settled(desk)
        trades = every_page(desk.client(), "/trades/")
        orders = every_page(desk.client(), "/orders/")
        ledger, audit = desk.manage("verify_ledger", check=False), desk.manage("verify_audit", check=False)
    finally:
        desk.stop()

    acknowledged = {key: number for client in clients for key, number in client.acknowledged.items()}
    sent = {key for client in clients for key in client.sent}
    by_client_id = {trade["client_order_id"]: trade for trade in trades if trade["client_order_id"] in sent}
    order_trades = [order["trade_id"] for order in orders]
    print(f"{len(acknowledged)} trades acknowledged, {len(orders)} orders")
    assert unsettled == []
    assert len(acknowledged) >= KILLS
    assert {key: by_client_id[key]["id"] for key in acknowledged if key in by_client_id} == acknowledged
    assert len(order_trades) == len(set(order_trades))
    assert (ledger.returncode, audit.returncode) == (0, 0), ledger.stdout + audit.stdout


def _wait_until_settled(desk: Desk) -> list[tuple[int, str]]:
    deadline = time.monotonic() + SECONDS_TO_SETTLE
    unsettled: list[tuple[int, str]] = []
    while time.monotonic() < deadline:
        unsettled = [(trade["id"], trade["status"]) for trade in every_page(desk.client(), "/trades/") if trade["status"] not in SETTLED]
        if not unsettled:
            return []
        time.sleep(1)
    return unsettled

"""The scaled-out desk while Redis stops, PostgreSQL restarts and the worker dies under eight clients."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.desk_process import Desk, every_page, free_port

CLIENTS = 8
RECOVERY_SECONDS_MAX = 90
SETTLED = {"EXECUTED", "REJECTED", "FAILED", "CANCELLED", "EXPIRED", "AWAITING_APPROVAL"}

pytestmark = pytest.mark.services


class Postgres:
    """A PostgreSQL cluster of the test's own, so that restarting it disturbs nobody."""

    def __init__(self) -> None:
        # Not below pytest's own folder: that one is closed to other users, and the server may not run as root.
        self.folder = Path(tempfile.mkdtemp(prefix="steward-postgres-"))
        self.folder.chmod(0o755)
        binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not binaries:
            pytest.fail("PostgreSQL's server programs are not installed (/usr/lib/postgresql)")
        self.bin = binaries[-1]
        self.data = self.folder / "data"
        self.port = free_port()
        self.as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self.data.mkdir()
        if self.as_postgres:
            shutil.chown(self.data, pwd.getpwnam("postgres").pw_uid)
        self._run("initdb", "-A", "trust", "-U", "postgres", "-D", str(self.data))
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self.start()

    def start(self) -> None:
        """Start and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200"
        self._run("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.data / "server.log"), "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop as a crash does."""
        self._run("pg_ctl", "-D", str(self.data), "-w", "-m", mode, "stop")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([*self.as_postgres, str(self.bin / program), *arguments], check=True, stdout=subprocess.DEVNULL, timeout=60, cwd="/")


class Redis:
    """A Redis server of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start and wait until it answers."""
        self.process = subprocess.Popen(
            [
                "redis-server",
                "--port",
                str(self.port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                str(self.folder),
            ],
            stdout=subprocess.DEVNULL,
        )
        for _ in range(100):
            if subprocess.run(["redis-cli", "-p", str(self.port), "ping"], capture_output=True).stdout.strip() == b"PONG":
                return
            time.sleep(0.05)
        raise AssertionError("redis-server does not answer")

    def stop(self) -> None:
        """Stop at once; everything in it is lost."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class Client(threading.Thread):
    """Keeps asking for trades; what was not answered is asked again with the same id."""

    def __init__(self, desk: Desk, number: int) -> None:
        super().__init__(daemon=True)
        self.desk = desk
        self.number = number
        self.stopping = threading.Event()
        self.acknowledged: dict[str, int] = {}
        self.server_errors: list[str] = []

    def run(self) -> None:
        """Ask until told to stop."""
        client: httpx.Client | None = None
        key = ""
        while not self.stopping.is_set():
            try:
                client = client or self.desk.client()
                key = key or str(uuid.uuid4())
                body = {"symbol": "RELIANCE", "action": "BUY", "quantity": 1 + self.number % 3, "type": "MARKET", "client_order_id": key}
                answer = client.post("/trades/", json=body)
            except (httpx.HTTPError, AssertionError):
                client = None
                time.sleep(0.2)
                continue
            if answer.status_code in {200, 201, 202}:
                self.acknowledged[key] = answer.json()["id"]
                key = ""
            elif answer.status_code == 401:
                client = None
            elif answer.status_code == 500:
                self.server_errors.append(answer.text[:300])
            time.sleep(0.1)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[tuple[Postgres, Redis]]:
    """PostgreSQL and Redis of the test's own."""
    postgres, redis = Postgres(), Redis(tmp_path)
    yield postgres, redis
    redis.stop()
    postgres.stop("fast")
    shutil.rmtree(postgres.folder)


def test_outages_of_redis_postgres_and_worker_lose_nothing_acknowledged(tmp_path: Path, services: tuple[Postgres, Redis]) -> None:
    postgres, redis = services
    folder = tmp_path / "desk"
    folder.mkdir()
    desk = Desk(folder, DATABASE_URL=postgres.url, REDIS_URL=redis.url, STEWARD_DUPLICATE_ORDER_SECONDS="0", STEWARD_DATABASE_POOL="12")
    desk.install_demo()
    for part in ("web", "worker", "beat", "feed"):
        desk.start(only=part, name=part)
    clients = [Client(desk, number) for number in range(CLIENTS)]
    try:
        desk.wait_until_ready()
        for client in clients:
            client.start()
        time.sleep(3)

        redis.stop()
        without_redis = _wait_for_not_ready(desk, "channel layer")
        time.sleep(3)
        redis.start()
        desk.wait_until_ready(RECOVERY_SECONDS_MAX)

        postgres.stop()
        without_postgres = _wait_for_not_ready(desk, "database")
        time.sleep(2)
        postgres.start()
        desk.wait_until_ready(RECOVERY_SECONDS_MAX)

        desk.kill("worker")
        without_worker = _wait_for_not_ready(desk, "worker")
        desk.start(only="worker", name="worker")
        desk.wait_until_ready(RECOVERY_SECONDS_MAX)

        time.sleep(3)
        for client in clients:
            client.stopping.set()
        for client in clients:
            client.join(timeout=40)
        began = time.monotonic()
        unsettled = _wait_until_settled(desk)
        print(f"backlog worked off in {time.monotonic() - began:.0f} s; {len(unsettled)} left")
        trades = {trade["client_order_id"]: trade["id"] for trade in every_page(desk.client(), "/trades/")}
        order_trades = [order["trade_id"] for order in every_page(desk.client(), "/orders/")]
        ledger, audit = desk.manage("verify_ledger", check=False), desk.manage("verify_audit", check=False)
    finally:
        desk.stop()

    acknowledged = {key: number for client in clients for key, number in client.acknowledged.items()}
    print(f"{len(acknowledged)} trades acknowledged")
    assert without_redis["channel layer"].startswith("no answer")
    assert without_postgres["database"].startswith("no answer")
    assert without_worker["worker"].startswith("silent for")
    assert len(acknowledged) > CLIENTS
    assert {key: trades.get(key) for key in acknowledged} == acknowledged
    assert unsettled == []
    assert len(order_trades) == len(set(order_trades))
    assert (ledger.returncode, audit.returncode) == (0, 0), ledger.stdout + audit.stdout
    assert [error for client in clients for error in client.server_errors] == []


def _wait_for_not_ready(desk: Desk, part: str) -> dict[str, str]:
    """Return the missing parts with their reasons, once /readyz says 503 and names this one among them."""
    deadline = time.monotonic() + 40
    missing: dict[str, str] = {}
    while time.monotonic() < deadline:
        try:
            answer = httpx.get(f"{desk.url}/readyz", timeout=15)
        except httpx.HTTPError:
            continue
        missing = {name: found["reason"] for name, found in answer.json()["parts"].items() if not found["ready"]}
        if answer.status_code == 503 and part in missing:
            return missing
        time.sleep(0.2)
    raise AssertionError(f"/readyz never missed the {part}: {missing}")


def _wait_until_settled(desk: Desk) -> list[tuple[int, str]]:
    """Wait while the backlog of the outages shrinks; half a minute without progress is a standstill."""
    unsettled: list[tuple[int, str]] = []
    fewest, progressed_at = sys.maxsize, time.monotonic()
    while time.monotonic() - progressed_at < 30:
        unsettled = [(trade["id"], trade["status"]) for trade in every_page(desk.client(), "/trades/") if trade["status"] not in SETTLED]
        if not unsettled:
            break
        if len(unsettled) < fewest:
            fewest, progressed_at = len(unsettled), time.monotonic()
        time.sleep(1)
    return unsettled

"""What the agent pipeline adds to a trade without a model: from the POST to its outcome, on SQLite and on PostgreSQL.

The peer is an authenticated GET of the same server in the same run: the part that is HTTP, authentication and Django.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
import uuid
from pathlib import Path

import httpx
import psycopg

from tests.desk_process import Desk

TRADES = 50
MEDIAN_MS_AIM = 150
DATABASE_NAME = "steward_bench"


def run() -> None:
    """Print both databases."""
    _measure("SQLite")
    server = os.environ.get("BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
    try:
        with psycopg.connect(server, autocommit=True, connect_timeout=3) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {DATABASE_NAME} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {DATABASE_NAME}")
    except psycopg.OperationalError as error:
        print(f"PostgreSQL: not measured, no server at hand ({error})")
        return
    _measure("PostgreSQL", DATABASE_URL=f"{server.rsplit('/', 1)[0]}/{DATABASE_NAME}")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {DATABASE_NAME} WITH (FORCE)")


def _measure(database: str, **variables: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), STEWARD_DUPLICATE_ORDER_SECONDS="0", **variables)
        desk.install_demo()
        desk.start()
        try:
            desk.wait_until_ready()
            client = desk.client()
            _trade(client)  # the first one loads what is imported late
            outcomes = [_trade(client) for _ in range(TRADES)]
            reads = [_read(client) for _ in range(TRADES)]
        finally:
            desk.stop()
    whole = statistics.median(took for took, _, _ in outcomes)
    steps = statistics.median(inside for _, inside, _ in outcomes)
    statuses = sorted({status for _, _, status in outcomes})
    read = statistics.median(reads)
    print(
        f"{database}: POST to outcome median {whole:.0f} ms of {TRADES} (aim for the pipeline under {MEDIAN_MS_AIM} ms); {', '.join(statuses)}"
    )
    print(
        f"{database}: first step to last inside the pipeline median {steps:.0f} ms; GET of one trade {read:.0f} ms; ratio {whole / read:.1f}"
    )


def _trade(client: httpx.Client) -> tuple[float, float, str]:
    """Ask for one share and return (ms from request to answer, ms from the run's start to its end, outcome)."""
    began = time.perf_counter()
    answer = client.post(
        "/trades/",
        json={"symbol": "RELIANCE", "action": "BUY", "quantity": 1, "type": "MARKET", "client_order_id": str(uuid.uuid4())},
        headers={"Prefer": "wait=5"},
    )
    took = (time.perf_counter() - began) * 1000
    if answer.status_code != 201:
        raise RuntimeError(f"{answer.status_code}: {answer.text}")
    run = client.get(f"/ai/runs/{answer.json()['run_id']}/").json()
    return took, float(sum(step["duration_ms"] or 0 for step in run["steps"])), str(answer.json()["status"])


def _read(client: httpx.Client) -> float:
    trades = client.get("/trades/", params={"page_size": 1}).json()["results"]
    began = time.perf_counter()
    client.get(f"/trades/{trades[0]['id']}/").raise_for_status()
    return (time.perf_counter() - began) * 1000

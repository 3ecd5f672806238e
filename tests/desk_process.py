"""A desk started as a user starts it, in processes of its own, for journeys that kill and restart it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[1]
READY_SECONDS_MAX = 60
PASSWORD = "demo-steward"
# Chosen here, not inherited: a test must never reach the developer's own desk.
_OWN_VARIABLES = ("DATABASE_URL", "REDIS_URL", "STEWARD_DATA_DIR", "STEWARD_MARKET", "DJANGO_SETTINGS_MODULE", "DEBUG", "GROQ_API_KEY")


def free_port() -> int:
    """Return a port of the loopback address on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Desk:
    """One data folder and the processes that serve it."""

    def __init__(self, data_dir: Path, **variables: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        inherited = {name: value for name, value in os.environ.items() if name not in _OWN_VARIABLES}
        self.environment = inherited | {
            "STEWARD_DATA_DIR": str(data_dir),
            "STEWARD_API_RATE_USER": "100000/min",
            "STEWARD_API_RATE_ANON": "100000/min",
        }
        self.environment |= variables
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def manage(self, *arguments: str, check: bool = True, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run one manage.py command to its end."""
        finished = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment | variables,
            capture_output=True,
            text=True,
            timeout=180,
        )
        if check and finished.returncode:
            raise AssertionError(f"{arguments}: exit {finished.returncode}\n{finished.stdout[-3000:]}\n{finished.stderr[-3000:]}")
        return finished

    def install_demo(self) -> None:
        """Make the demo desk, as make run does."""
        self.manage("demo", DEBUG="true")

    def start(self, only: str = "", name: str = "desk") -> None:
        """Start the desk, or one part of it."""
        arguments = ["--only", only, "--no-setup"] if only else []
        log = (self.data_dir / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(
            [sys.executable, "manage.py", "steward", "--port", str(self.port), *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def wait_until_ready(self, seconds: float = READY_SECONDS_MAX) -> float:
        """Wait for /readyz to answer 200 and return the seconds that it took."""
        began = time.monotonic()
        answer = "nothing"
        while time.monotonic() - began < seconds:
            for name, process in self.processes.items():
                if process.poll() is not None:
                    raise AssertionError(f"{name} ended with {process.returncode}:\n{self.log(name)}")
            answer = self.readiness()[1]
            if self.readiness()[0] == 200:
                return time.monotonic() - began
            time.sleep(0.1)
        raise AssertionError(f"not ready after {seconds} s: {answer}\n{self.log(*list(self.processes)[:1])}")

    def readiness(self) -> tuple[int, str]:
        """Return status and body of /readyz; 0 when nobody answers."""
        try:
            answer = httpx.get(f"{self.url}/readyz", timeout=10)
        except httpx.HTTPError as error:
            return 0, type(error).__name__
        return answer.status_code, answer.text

    def kill(self, name: str = "desk") -> None:
        """kill -9, with everything that the process has started."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """End every process politely, then firmly."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.processes.clear()

    def log(self, name: str = "desk") -> str:
        """Return the end of what a process wrote."""
        path = self.data_dir / f"{name}.log"
        return path.read_text(errors="replace")[-4000:] if path.exists() else ""

    def client(self, who: str = "trader") -> httpx.Client:
        """Return an API client signed in as one of the demo users."""
        answer = httpx.post(f"{self.url}/api/v1/auth/login/", json={"email": f"{who}@demo.example", "password": PASSWORD}, timeout=30)
        assert answer.status_code == 200, answer.text
        return httpx.Client(
            base_url=f"{self.url}/api/v1", headers={"Authorization": f"Bearer {answer.json()['access']}"}, timeout=30, follow_redirects=True
        )


def every_page(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    """Return all results of a paged list."""
    results: list[dict[str, Any]] = []
    number = 1
    while True:
        answer = client.get(path, params={"page": number, "page_size": 200})
        assert answer.status_code == 200, answer.text
        body = answer.json()
        results += body["results"]
        if not body["next"]:
            return results
        number += 1

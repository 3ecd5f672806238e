"""Cold start to ready, and memory when idle, of the one-process desk; beside a bare ``manage.py check`` in the same run.

The peer tells how much of the start is Python and Django on this machine: a ratio to it can be compared between machines.
"""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from tests.desk_process import Desk

STARTS = 5
IDLE_SECONDS = 20
START_SECONDS_AIM = 5.0
MEMORY_MB_AIM = 250


def run() -> None:
    """Print medians and the aims."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.install_demo()
        bare, ready = [], []
        memory = 0.0
        for number in range(STARTS):
            began = time.monotonic()
            desk.manage("check")
            bare.append(time.monotonic() - began)
            began = time.monotonic()
            desk.start()
            desk.wait_until_ready()
            ready.append(time.monotonic() - began)
            if number == STARTS - 1:
                time.sleep(IDLE_SECONDS)
                memory = _resident_megabytes(desk.processes["desk"])
            desk.stop()
    start, peer = statistics.median(ready), statistics.median(bare)
    print(f"cold start to /readyz 200: median {start:.2f} s of {STARTS} (aim under {START_SECONDS_AIM:.0f} s)")
    print(f"bare manage.py check:      median {peer:.2f} s; ratio {start / peer:.2f}")
    print(f"memory after {IDLE_SECONDS} s idle: {memory:.0f} MB resident (aim under {MEMORY_MB_AIM} MB)")


def _resident_megabytes(process: subprocess.Popen[bytes]) -> float:
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the process has gone")
